-- limit
while true do load(function() error(setmetatable({}, {__tostring = error})) end) load(function() return 1 end) load(function() return {} end) end
