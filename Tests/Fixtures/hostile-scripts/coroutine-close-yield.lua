-- limit
while true do local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() coroutine.yield() end}) coroutine.yield() end) coroutine.resume(c) pcall(coroutine.close, c) end
