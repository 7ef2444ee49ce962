-- limit
while true do for i = math.maxinteger - 1, math.maxinteger do end for i = math.mininteger, math.mininteger + 1 do end pcall(function() return 1 // 0 end) pcall(function() return 1 % 0 end) local x = 1 << -64, math.mininteger // -1 end
