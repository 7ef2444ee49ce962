-- limit
while true do load('x = = 1', ('n'):rep(3000000)) load('error()', '=' .. ('n'):rep(3000000)) load('error()', '@' .. ('\n'):rep(3000000)) end
