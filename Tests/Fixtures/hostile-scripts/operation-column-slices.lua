-- limit
local data = examples or 'Examples/Data' local c = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz'):column('coverage_percent') local t = {} while true do c = c:slice(1, -1) t[#t + 1] = c end
