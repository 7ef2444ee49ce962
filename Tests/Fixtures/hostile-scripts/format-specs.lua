-- limit
while true do for _, f in ipairs{'%99999d', '%-+ #0099.99g', '%.99a', '%q', '%i%i', '%', '%y', '%.3q', '%c%c'} do pcall(string.format, f, 1e308, 1) end end
