-- limit
local streets = load_table(examples .. "/police/2019-09-cleveland-street.csv.gz")
local any = {}
for i = 1, 20000 do any[i] = {Longitude = {above = i / 1000 - 10}, Location = {contains = "a" .. i}} end
while true do local n = #streets:where{any = any} end
