-- limit
local t = {} for i = 1, 249000 do t[i] = i + 0.1 end while true do print(table.unpack(t)) end
