error(setmetatable({}, {__tostring = function() return ('x'):rep(15000000) end}))
