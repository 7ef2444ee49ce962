-- limit
while true do local n = 0 load(function() n = n + 1 return n < 200000 and 'x=1 ' or nil end) end
