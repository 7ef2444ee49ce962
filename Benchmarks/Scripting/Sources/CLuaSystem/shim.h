// The system's Lua 5.4, which only CPeer uses.
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
