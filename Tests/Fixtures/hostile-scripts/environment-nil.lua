-- limit
local pcall = pcall local _ENV = nil while true do pcall(function() end) end
