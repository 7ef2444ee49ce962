-- limit
local m = {__mode = 'k'} local t = setmetatable({}, m) while true do m.__mode = m.__mode == 'k' and 'v' or 'k' t[{}] = {{}} end
