-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do pcall(p.rolling, p, 'coverage_percent', {rows = 1000000}) pcall(function() return #p:cumulative('coverage_percent') end) end
