-- limit
while true do local c = coroutine.wrap(function() xpcall(function() coroutine.yield() error('x') end, function(e) coroutine.yield(e) return e end) end) pcall(c) pcall(c) pcall(c) end
