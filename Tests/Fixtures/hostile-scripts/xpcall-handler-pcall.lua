-- limit
while true do xpcall(error, function(e) pcall(function() while true do end end) return e end) end
