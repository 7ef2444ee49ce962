-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do for i, row in ipairs(p) do local x = row.utla_name end end
