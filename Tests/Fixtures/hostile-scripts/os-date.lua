-- limit
while true do pcall(os.date, '*t', 2^53) pcall(os.date, '!%c', -2^40) pcall(os.date, ('%Y'):rep(500), 0) pcall(os.date, '%E', 0) end
