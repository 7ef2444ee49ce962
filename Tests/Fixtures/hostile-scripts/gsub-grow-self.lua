-- limit
local s = 'xx' while true do local ok, r = pcall(string.gsub, s, 'x', 'xx') s = ok and #r < 4000000 and r or 'xx' end
