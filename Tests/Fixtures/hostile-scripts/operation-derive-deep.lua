-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/south-tees/contributions-2020-21.csv') local e = 'contribution_pounds' for i = 1, 100000 do e = {e, '+', 1} end while true do pcall(p.derive, p, 'x', e) end
