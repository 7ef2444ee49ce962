-- limit
local c = coroutine.wrap(function() while true do coroutine.yield(table.unpack({}, 1, 100000)) end end) while true do c(table.unpack({}, 1, 100000)) end
