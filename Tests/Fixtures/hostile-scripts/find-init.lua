-- limit
while true do string.find('a', 'a', -math.maxinteger) string.find('a', '', math.maxinteger) string.find(('a'):rep(1000), '.-b', -1000) end
