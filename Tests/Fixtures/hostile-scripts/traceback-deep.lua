-- limit
local function f(n) if n == 0 then error('deep') end return 1 + f(n - 1) end while true do pcall(f, 15000) end
