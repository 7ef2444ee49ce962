-- limit
local s = ('ab '):rep(3000) while true do for w in s:gmatch('%a+') do for v in s:gmatch('%a+') do if v == 'c' then return end end end end
