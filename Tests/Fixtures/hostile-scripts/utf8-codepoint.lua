-- limit
local s = ('x'):rep(900000) while true do pcall(utf8.codepoint, s, 1, -1) pcall(utf8.offset, s, -900000) pcall(utf8.len, s, -1, math.maxinteger) end
