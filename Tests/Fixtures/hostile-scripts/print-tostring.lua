-- limit
while true do print(setmetatable({}, {__tostring = function() return ('x'):rep(4000000) end})) end
