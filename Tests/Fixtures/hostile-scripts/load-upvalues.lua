-- limit
while true do local t = {} for i = 1, 199 do t[i] = 'local a' .. i end load(table.concat(t, ' ') .. ' return function() return ' .. ('a1+'):rep(100000) .. 'a2 end') end
