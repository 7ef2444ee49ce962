-- limit
while true do load('return "' .. ('\\u{7FFFFFFF}'):rep(100000) .. '"') load('return "' .. ('\\z'):rep(100000)) load('return "' .. ('\\'):rep(1000001)) end
