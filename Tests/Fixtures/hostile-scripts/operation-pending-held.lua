-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') local t = {} while true do local q = p:where{cohort = '24m'} local n = #q t[#t + 1] = q end
