-- limit
local texts = {}
for i = 1, 20000 do texts[i] = ("xy"):rep(300) .. i end
local t = table_of{a = texts}
local near = ("yx"):rep(300)
while true do pcall(t.where, t, {a = near}) end
