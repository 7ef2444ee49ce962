-- limit
local t, k = setmetatable({}, {__mode = 'k'}), {} local first = k for i = 1, 100000 do local n = {} t[k] = n k = n end while true do local x = {} end
