-- limit
while true do string.match(('a'):rep(1000000), '[^' .. ('%w'):rep(1000) .. ']') end
