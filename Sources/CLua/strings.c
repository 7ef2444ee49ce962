// String functions with bounds.
#include "host.h"
#include <string.h>

/// `string.rep` that knows its size before it starts, so that empty strings take no time.
static int repeat(lua_State *L) {
  size_t length, separator_length;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_Integer count = luaL_checkinteger(L, 2);
  const char *separator = luaL_optlstring(L, 3, "", &separator_length);
  if (count <= 0 || (length == 0 && separator_length == 0)) {
    lua_pushliteral(L, "");
    return 1;
  }
  size_t unit = length + separator_length, greatest = (size_t)LUA_MAXINTEGER;
  if ((size_t)count > greatest / unit) return luaL_error(L, "resulting string too large");
  size_t total = unit * (size_t)count - separator_length;
  if (total > clua_host_of(L)->block_limit) clua_raise_memory(L);
  luaL_Buffer buffer;
  char *to = luaL_buffinitsize(L, &buffer, total);
  for (lua_Integer i = 0; i < count; i++) {
    if ((i & 4095) == 4095) clua_poll(L, 4096);
    memcpy(to, text, length);
    to += length;
    if (i + 1 < count) {
      memcpy(to, separator, separator_length);
      to += separator_length;
    }
  }
  luaL_pushresultsize(&buffer, total);
  return 1;
}

void clua_open_strings(lua_State *L) {
  lua_getglobal(L, LUA_STRLIBNAME);
  lua_pushcfunction(L, repeat);
  lua_setfield(L, -2, "rep");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  lua_pop(L, 1);
}
