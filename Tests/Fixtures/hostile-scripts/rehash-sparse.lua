-- limit
local t = {} local i = 1 while true do t[i] = true i = i * 3 % 1000000007 end
