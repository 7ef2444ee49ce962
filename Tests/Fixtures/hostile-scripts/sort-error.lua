-- limit
while true do pcall(table.sort, {3, 2, 1}, error) pcall(table.sort, {3, {}, 'x', 0/0}) pcall(table.sort, {3, 2, 1}, print and coroutine.yield) end
