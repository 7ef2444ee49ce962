-- limit
local s = ('do end '):rep(1100000) while true do local given load(function() if not given then given = true return s end end) end
