-- limit
local s = ('\u{10FFFF}'):rep(200000) while true do for c in s:gmatch(utf8.charpattern) do end end
