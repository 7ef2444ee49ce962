-- limit
local data = examples or 'Examples/Data' local t = {} for i = 1, 200000 do t[i] = i * 7919 % 10007 end while true do control_chart(t) end
