-- limit
local t = {} for i = 1, 5000 do local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while true do end end}) coroutine.yield() end) coroutine.resume(c) t[i] = c end for _, c in ipairs(t) do pcall(coroutine.close, c) end
