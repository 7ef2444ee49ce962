-- limit
while true do xpcall(error, coroutine.wrap(function(e) while true do e = coroutine.yield(e) end end)) end
