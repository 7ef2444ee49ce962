-- limit
local t = {} while true do local ok, s = pcall(string.rep, 'x' .. #t, 4096) t[#t % 10000 + 1] = s end
