-- limit
while true do for _, e in ipairs{coroutine.create(print), print, true, 1.5, {}, setmetatable({}, {__name = 7})} do pcall(error, e) pcall(error, e, math.maxinteger) pcall(error, e, -1) end end
