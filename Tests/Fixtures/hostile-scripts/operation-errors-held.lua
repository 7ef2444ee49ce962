-- limit
local data = examples or 'Examples/Data' local t = {} while true do local _, e = pcall(load_table, #t) t[#t + 1] = e end
