-- limit
while true do coroutine.wrap(function() load(coroutine.yield) end)() end
