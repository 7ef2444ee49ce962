-- limit
while true do pcall(tostring, setmetatable({}, {__tostring = function(t) error(t) end})) pcall(print, setmetatable({}, {__tostring = function() return nil end})) end
