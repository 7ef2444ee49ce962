-- limit
local function f(n) if n == 0 then coroutine.yield() else f(n - 1) f(0) end end local t = {} while true do local c = coroutine.wrap(f) c(3000) t[#t + 1] = c end
