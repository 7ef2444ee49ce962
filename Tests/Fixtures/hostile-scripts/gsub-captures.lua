-- limit
while true do pcall(string.gsub, ('a'):rep(30000), ('(a*)'):rep(20) .. 'b', '') end
