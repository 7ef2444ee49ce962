-- limit
local t = setmetatable({}, {__newindex = error, __index = error, __len = error}) local i = 0 while true do i = i + 1 rawset(t, i, {}) end
