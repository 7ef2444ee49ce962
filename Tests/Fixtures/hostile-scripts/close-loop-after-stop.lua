-- limit
for i = 1, 100 do end local a <close> = setmetatable({}, {__close = function() pcall(function() while true do end end) end}) local b <close> = setmetatable({}, {__close = function() while true do end end}) while true do end
