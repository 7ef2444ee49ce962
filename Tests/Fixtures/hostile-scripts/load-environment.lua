-- limit
load('while true do x = x end', 'e', 't', setmetatable({}, {__index = function() return 1 end, __newindex = function() end}))()
