-- limit
while true do pcall(assert, false, {}) pcall(assert, nil, setmetatable({}, {__tostring = error})) pcall(assert) end
