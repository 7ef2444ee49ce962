-- limit
local metas, t = {}, print for i = 1, 100000 do local m = {} metas[i] = {m, t} t = setmetatable({}, m) end for i = 1, 100000 do metas[i][1].__call = metas[i][2] end while true do pcall(t) end
