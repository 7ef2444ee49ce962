-- limit
local t = setmetatable({}, {__mode = 'kv'}) while true do for i = 1, 1000 do t[{}] = {} t[i] = {} end end
