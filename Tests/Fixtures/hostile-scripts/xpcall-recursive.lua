-- limit
local function h(e) error(e) end while true do xpcall(error, h, 'x') end
