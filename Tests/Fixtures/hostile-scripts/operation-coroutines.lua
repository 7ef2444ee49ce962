-- limit
local data = examples or 'Examples/Data' while true do coroutine.wrap(function() for _, a in ipairs(areas()) do coroutine.yield(a) end end)() end
