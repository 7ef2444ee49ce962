-- limit
while true do pcall(load, '\27Lua' .. ('\0'):rep(1000)) pcall(load, '\27Lua', 'x', 'b') pcall(load, function() return '\27Lua' end, 'x', 'bt') end
