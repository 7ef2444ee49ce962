-- limit
while true do do local x <close> = setmetatable({}, {__close = function() local t = {} for i = 1, 100 do t[i] = {} end end}) goto again end ::again:: end
