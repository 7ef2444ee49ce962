-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/police/cleveland-stop-and-search-2025.csv.gz'):derive('day', {day = 'Date'}):group{'day'} local t = {} while true do t[#t + 1] = p:fill_calendar('day', 'day') end
