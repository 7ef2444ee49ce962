-- limit
while true do for _, o in ipairs{'collect', 'stop', 'restart', 'step', 'setpause', 'setstepmul', 'generational', 'incremental', 'isrunning'} do pcall(collectgarbage, o, 1 << 30, 1 << 30) end end
