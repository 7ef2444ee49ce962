-- limit
local data = examples or 'Examples/Data' while true do pcall(period, ('2020/21-'):rep(10000)) pcall(period, '0001') pcall(date, '9999-12-31') pcall(function() return date('9999-12-31') + (1 << 40) end) end
