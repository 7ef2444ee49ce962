-- limit
local t = {} for i = 1, 10000 do t[i] = i end while true do pcall(table.sort, t, function(a, b) table.remove(t) t[#t + 1] = a return a > b end) end
