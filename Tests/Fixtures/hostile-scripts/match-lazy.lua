-- limit
while true do string.match(('a'):rep(200000), '^(.-)%1b') end
