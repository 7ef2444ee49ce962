-- limit
local data = examples or 'Examples/Data' local c = claim('x', {says = 1, found = 2}) local t = {} for i = 1, 100000 do t[i] = c end while true do claims(t) end
