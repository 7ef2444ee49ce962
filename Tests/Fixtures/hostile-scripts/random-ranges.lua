-- limit
while true do math.random(0) pcall(math.random, math.mininteger, math.maxinteger) pcall(math.random, 2, 1) pcall(math.randomseed, 1, 2) end
