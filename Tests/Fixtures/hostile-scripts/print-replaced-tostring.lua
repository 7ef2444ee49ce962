-- limit
tostring = function() while true do end end print({}) while true do print(1) end
