-- limit
while true do local t = {} for i = 1, 190 do t[i] = 'local a' .. i .. ' = function() ' end load(table.concat(t, '\n')) end
