-- limit
table.insert(setmetatable({}, {__newindex = function() while true do end end}), 1)
