-- limit
while true do local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() error(('e'):rep(100000)) end}) coroutine.yield() end) coroutine.resume(c) coroutine.close(c) end
