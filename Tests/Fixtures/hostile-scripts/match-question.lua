-- limit
string.match(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40) .. 'b') string.match(('a'):rep(200), ('a-'):rep(60) .. 'b')
