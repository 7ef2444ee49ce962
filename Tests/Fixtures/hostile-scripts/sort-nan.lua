-- limit
local t = {} for i = 1, 200000 do t[i] = i % 3 == 0 and 0/0 or i end while true do pcall(table.sort, t) end
