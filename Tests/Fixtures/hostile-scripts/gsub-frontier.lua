-- limit
while true do (' a'):rep(100000):gsub('%f[%w]%w+%f[%W]', '%0%0') end
