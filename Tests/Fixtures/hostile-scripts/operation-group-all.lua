-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do local g = p:group(p.columns) local n = #g end
