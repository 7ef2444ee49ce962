-- limit
while true do coroutine.wrap(function() pcall(string.gsub, 'xxx', 'x', coroutine.yield) while true do coroutine.yield() end end)() end
