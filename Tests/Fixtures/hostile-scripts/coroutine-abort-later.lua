-- limit
local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end end) while true do pcall(coroutine.resume, c) pcall(coroutine.close, c) end
