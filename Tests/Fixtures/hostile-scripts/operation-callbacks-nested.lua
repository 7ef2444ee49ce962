-- limit
local data = examples or 'Examples/Data' local function f() local x <close> = setmetatable({}, {__close = f}) return pcall(areas, f) end while true do pcall(f) end
