-- limit
local t = print for i = 1, 100000 do t = setmetatable({}, {__call = t}) end while true do pcall(t) end
