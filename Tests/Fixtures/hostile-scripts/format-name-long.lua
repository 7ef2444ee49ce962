-- limit
local o = setmetatable({}, {__name = ('n'):rep(5000000)}) while true do pcall(string.format, '%s %d', o, o) end
