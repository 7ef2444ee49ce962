-- limit
local function f(n) if n == 0 then error('x', 100000) end return (f(n - 1)) end while true do pcall(f, 10000) end
