-- limit
local function f(n) local x <close> = setmetatable({}, {__close = function() error('again') end}) if n > 0 then return (f(n - 1)) end error('first') end while true do pcall(f, 100) end
