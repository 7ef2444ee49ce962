-- limit
local data = examples or 'Examples/Data' local d, t = date('2020-01-01'), {} local i = 0 while true do i = i + 1 t[d + i % 1000000] = d - (i % 1000000) end
