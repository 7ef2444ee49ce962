-- limit
local a, b = ('\0'):rep(2000000), ('\0'):rep(2000000) .. 'x' while true do local c = a < b or a <= b end
