-- limit
local data = examples or 'Examples/Data' local t = {} for i = 1, 300000 do t[i] = (i * 7919 % 10007) / 10007 end while true do false_discovery(t) end
