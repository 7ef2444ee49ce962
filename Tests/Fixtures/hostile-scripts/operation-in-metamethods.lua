-- limit
local data = examples or 'Examples/Data' local o = setmetatable({}, {__index = function(_, k) return areas() end, __close = function() while true do areas() end end}) local x <close> = o while true do local y = o.z end
