-- limit
local n = 1 while true do pcall(string.rep, 'x', n) n = n * 2 + 1 if n > 1 << 61 then n = 1 end end
