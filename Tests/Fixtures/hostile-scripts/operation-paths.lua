-- limit
local data = examples or 'Examples/Data' while true do for _, p in ipairs{'/etc/passwd', '../../etc/passwd', '/proc/self/mem', '/dev/zero', ('../'):rep(2000), ('a'):rep(100000), '\0', data .. '/../../../../../../../../etc/passwd'} do local ok = pcall(load_table, p) assert(not ok) end end
