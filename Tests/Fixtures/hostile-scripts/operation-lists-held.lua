-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') local t = {} while true do t[#t + 1] = p.coverage_percent end
