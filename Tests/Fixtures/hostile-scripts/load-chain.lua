-- limit
local s = 'x = 1' while true do s = 'return load(' .. string.format('%q', s:sub(1, 100000)) .. ')' local f = load(s) if f then pcall(f) end end
