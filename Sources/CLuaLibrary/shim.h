// The system's Lua 5.4. Only the C target CLua includes these headers; Swift imports CLua.
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
