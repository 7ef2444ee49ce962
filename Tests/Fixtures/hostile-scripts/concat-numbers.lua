-- limit
while true do local s = '' for i = 1, 10000 do s = s .. i end end
