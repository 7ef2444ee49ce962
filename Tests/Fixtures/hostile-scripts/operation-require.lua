-- limit
local data = examples or 'Examples/Data' while true do pcall(require or error, '../../etc/passwd') pcall(require or error, ('a.'):rep(10000)) pcall(require or error, {}) pcall(require or error, 'hostile') end
