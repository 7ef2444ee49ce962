-- limit
local t = load_table(examples .. "/police/2019-09-cleveland-street.csv.gz")
while true do t = t:append{t, t, t} local n = #t end
