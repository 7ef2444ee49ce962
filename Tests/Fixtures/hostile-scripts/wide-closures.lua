-- limit
local t = {} while true do local f = function() return t end t[f] = coroutine.create(f) end
