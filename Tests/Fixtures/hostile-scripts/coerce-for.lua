-- limit
while true do pcall(function() for i = '1', '10' do end end) pcall(function() for i = 1, 10, 0 do end end) pcall(function() for i = 1.5, 0/0 do end end) end
