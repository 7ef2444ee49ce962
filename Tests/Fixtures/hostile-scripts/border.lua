-- limit
local t = {} t[1] = 1 t[2] = 1 t[1 << 30] = 1 t[1 << 62] = 1 while true do local n = #t end
