-- limit
while true do local t = {} for i = 1, 100000 do t[i * 1.5] = i t['a' .. i % 1000] = i end end
