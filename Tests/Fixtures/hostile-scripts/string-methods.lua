-- limit
string.upper = function() while true do end end return ('x'):upper()
