-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do pcall(p.pivot, p, {rows = 'utla_name', column = 'coverage_percent', values = 'coverage_percent'}) end
