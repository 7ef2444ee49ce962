-- limit
local data = examples or 'Examples/Data' local t = {} while true do t[#t + 1] = load_table(data .. '/lait/safeguarding-measures.csv.gz') end
