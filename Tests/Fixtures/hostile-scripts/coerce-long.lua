-- limit
local s = (' '):rep(3000000) .. '1' while true do local x = pcall(function() return s + 1, s * '2', -s, s // 1 end) end
