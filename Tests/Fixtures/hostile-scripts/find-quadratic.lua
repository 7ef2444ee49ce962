-- limit
string.find(('a'):rep(300000), ('.-'):rep(8) .. 'b')
