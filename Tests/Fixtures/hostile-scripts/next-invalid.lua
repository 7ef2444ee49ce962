-- limit
while true do pcall(next, {}, 1) pcall(next, {1, 2}, {}) pcall(next, setmetatable({}, {__index = next})) end
