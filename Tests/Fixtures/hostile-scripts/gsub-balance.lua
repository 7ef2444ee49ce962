-- limit
while true do ('('):rep(20000):gsub('%b()', '') end
