-- limit
local data = examples or 'Examples/Data'  local e, t = {}, {} for i = 1, 2000 do e[i] = i end for i = 1, 100000 do t[i] = e end while true do pcall(claims, table.unpack(t)) end
