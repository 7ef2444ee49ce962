-- limit
local data = examples or 'Examples/Data' while true do areas() pcall(area, ('x'):rep(100000)) pcall(areas, {on = '9999-12-31'}) end
