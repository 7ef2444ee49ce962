-- limit
local a = ('x'):rep(80000) while true do local b = a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a end
