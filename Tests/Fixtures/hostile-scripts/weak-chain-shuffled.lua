-- limit
local t, o = setmetatable({}, {__mode = 'k'}), {} for i = 1, 60000 do o[i] = {} end for i = 60000, 2, -1 do local j = math.random(i) o[i], o[j] = o[j], o[i] end for i = 1, 59999 do t[o[i]] = o[i + 1] end local first = o[1] o = nil while true do local x = {} end
