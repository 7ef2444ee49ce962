-- limit
local records = {}
for i = 1, 4000 do records[i] = {["c" .. i] = i} end
while true do local n = #table_of(records) end
