-- limit
local data = examples or 'Examples/Data' local t = {} for i = 1, 50000 do t[i] = 'a' .. i end while true do pcall(apportion, 1e15, {among = t}) end
