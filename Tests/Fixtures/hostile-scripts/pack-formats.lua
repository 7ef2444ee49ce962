-- limit
while true do pcall(string.pack, ('!16 s8 z j Xi8 '):rep(400), 'x', 'y', 1) pcall(string.pack, 'i17', 1) pcall(string.pack, '!64 i8', 1) end
