-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do for _, c in ipairs(p.columns) do p = p:sort(c) end end
