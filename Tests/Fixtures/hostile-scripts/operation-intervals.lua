-- limit
local data = examples or 'Examples/Data' while true do pcall(count_interval, 1e15) pcall(count_interval, 1e300) pcall(rate_interval, 1e9, 1) pcall(proportion_interval, 1e15, 1e15) pcall(compare_rates, 1e9, 1, 1e9, 1) end
