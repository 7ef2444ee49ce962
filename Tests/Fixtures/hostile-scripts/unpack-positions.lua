-- limit
local s = ('\0'):rep(100000) while true do pcall(string.unpack, 's1', s, -1) pcall(string.unpack, 'z', s, math.mininteger) pcall(string.unpack, ('b'):rep(250), s) pcall(string.unpack, 's8', ('\xff'):rep(100)) end
