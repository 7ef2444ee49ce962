-- limit
while true do load(('local x <close> = nil '):rep(100000)) load(('local x <const> = 1 '):rep(300)) load('local x <' .. ('a'):rep(1000000) .. '> = 1') end
