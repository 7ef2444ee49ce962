-- limit
while true do pcall(string.rep, ('x'):rep(1000000), 15, ('y'):rep(1000000)) end
