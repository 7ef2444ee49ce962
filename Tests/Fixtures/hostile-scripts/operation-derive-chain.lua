-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/south-tees/contributions-2020-21.csv') local i = 0 while true do i = i + 1 p = p:derive('x' .. i, {'contribution_pounds', '+', i}) end
