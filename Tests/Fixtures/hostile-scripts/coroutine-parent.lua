-- limit
local main = coroutine.running() while true do coroutine.wrap(function() coroutine.resume(main) pcall(coroutine.close, main) end)() end
