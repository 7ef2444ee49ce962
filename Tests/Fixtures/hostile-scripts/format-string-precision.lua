-- limit
local s = ('x'):rep(4000000) while true do pcall(string.format, '%99.99s', s) pcall(string.format, '%.5s', s) end
