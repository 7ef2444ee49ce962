-- limit
local function f() return f() + 1 end while true do xpcall(f, function(e) return f() end) end
