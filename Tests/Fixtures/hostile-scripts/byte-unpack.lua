-- limit
local s = ('x'):rep(100000) while true do local t = {s:byte(1, -1)} s = string.char(table.unpack(t)) end
