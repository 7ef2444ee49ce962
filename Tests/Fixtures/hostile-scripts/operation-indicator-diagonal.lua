-- limit
local t = {} for i = 1, 3000 do t[i] = claim('Area ' .. i, {says = i % 7, found = i % 7, note = ('%d-%02d-%02d'):format(1950 + i // 336, i // 28 % 12 + 1, i % 28 + 1)}) end local a = claims(t) while true do pcall(a.indicator, a, {name = 'x', value = 'data_say', area = 'subject', period = 'note'}) end
