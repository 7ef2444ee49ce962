-- limit
while true do xpcall(string.rep, function(e) return pcall(string.rep, 'x', 15000000) end, 'x', 15000000) end
