-- limit
local first = setmetatable({}, {__mode = 'k'}) local t, k = first, {} local root = k for i = 1, 30000 do local n, nk = setmetatable({}, {__mode = 'k'}), {} t[k] = {n, nk} t, k = n, nk end while true do local x = {} end
