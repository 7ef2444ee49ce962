-- limit
local m = {} local t = setmetatable({}, m) local o = {} for i = 1, 60000 do o[i] = {} end for i = 1, 59999 do t[o[(i * 7919) % 59999 + 1]] = o[((i + 1) * 7919) % 59999 + 1] end local first = o[7920] o = nil m.__mode = 'k' while true do local x = {} end
