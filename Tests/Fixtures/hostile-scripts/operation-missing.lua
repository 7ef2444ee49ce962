-- limit
local data = examples or 'Examples/Data' local p = load_table(data .. '/cover/mmr-coverage-utla-quarterly.csv.gz') local m = {} while true do for _, v in ipairs(p:column('coverage_percent')) do m[#m + 1] = tostring(v) end end
