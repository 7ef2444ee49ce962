-- limit
local t = {} for i = 1, 1900 do t = setmetatable({}, {__index = t}) end while true do ('x'):rep(1000):gsub('x', t) end
