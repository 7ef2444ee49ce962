-- limit
local m = {} local t = setmetatable({}, m) m.__call = t while true do coroutine.resume(coroutine.create(function() t() end)) end
