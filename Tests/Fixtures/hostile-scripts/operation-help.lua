-- limit
local data = examples or 'Examples/Data' while true do help() help('everything') pcall(help, ('x'):rep(1000000)) end
