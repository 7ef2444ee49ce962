-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') while true do print(p) print(why(p)) print(tostring(p)) end
