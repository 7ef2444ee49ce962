-- limit
local columns = {}
for i = 1, 8000 do columns["c" .. i] = {i, i} end
local wide = table_of(columns)
while true do
  local n = #wide:append{wide, wide}.columns + #wide:join(wide, {on = "c1"}).columns + #wide:group(wide.columns) + #wide:unpivot{column = "k", values = "v"}
end
