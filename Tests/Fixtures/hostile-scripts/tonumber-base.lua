-- limit
local s = ('z'):rep(3000000) while true do tonumber(s, 36) pcall(tonumber, s, 99) tonumber(s .. ' ', 36) end
