-- limit
local t t = setmetatable({}, {__pairs = function(t) return function() return 1 end, t end}) for k in pairs(t) do end
