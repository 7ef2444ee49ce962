-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') local t = {} for i = 1, 100000 do t[i] = 'v' .. i end while true do local n = #p:where{vaccine = t} end
