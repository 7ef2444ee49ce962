-- limit
local o = setmetatable({}, {__tostring = function() return ('x'):rep(5000000) end}) while true do pcall(string.format, '%s%s%s', o, o, o) end
