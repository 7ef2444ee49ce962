-- limit
local t = {} for i = 1, 60000 do t[i * 2^60] = i end while true do t[2^61] = nil t[2^61] = 1 end
