-- limit
while true do string.match(('a'):rep(100000), ('()'):rep(32) .. 'b') end
