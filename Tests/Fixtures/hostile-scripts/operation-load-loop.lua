-- limit
local data = examples or 'Examples/Data' while true do local t = load_indicators(data .. '/lait/safeguarding-measures.csv.gz', {dictionary = data .. '/lait/data-dictionary.csv'}) end
