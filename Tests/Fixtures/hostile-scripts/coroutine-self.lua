-- limit
local c c = coroutine.create(function() while true do coroutine.resume(c) pcall(coroutine.close, c) end end) coroutine.resume(c)
