-- limit
local data = examples or 'Examples/Data' local t = {} for i = 1, 20000 do t[i] = i * 7919 % 10007 end while true do pcall(mann_kendall, t) pcall(theil_sen, t) end
