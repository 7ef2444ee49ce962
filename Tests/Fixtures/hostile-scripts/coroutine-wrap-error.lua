-- limit
while true do pcall(coroutine.wrap(function() error(setmetatable({}, {__tostring = function() while true do end end})) end)) end
