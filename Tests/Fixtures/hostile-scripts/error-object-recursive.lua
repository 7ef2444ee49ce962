error(setmetatable({}, {__tostring = function(t) return tostring(t) end, __index = function(t, k) return t[k] end}))
