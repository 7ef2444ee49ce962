-- limit
while true do pcall(table.insert, setmetatable({}, {__len = function() return math.maxinteger end}), 1) pcall(table.insert, setmetatable({}, {__len = function() return 'x' end}), 1) end
