-- limit
local _ENV = setmetatable({}, {__index = function() while true do end end}) x = y
