-- limit
local t = {} for i = 1, 100000 do t[i] = i end while true do table.move(t, 1, #t, 2, t) t[#t] = nil table.move(t, 2, #t, 1) end
