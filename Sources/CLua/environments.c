// Globals: one set that stays, one for each run, and the originals that no script reaches.
//
// A set is a copy of the originals with its own `string`, `table` and so on, so what a script does to them ends with it.
// The set in use is the one in Lua's registry, where `load` finds it too, and its `string` answers ("x"):upper().
#include "host.h"

static char originals_key, lasting_key;
static const char *const libraries[] = {
  LUA_STRLIBNAME, LUA_TABLIBNAME, LUA_MATHLIBNAME, LUA_UTF8LIBNAME, LUA_COLIBNAME, LUA_OSLIBNAME, NULL,
};

static void copy_fields(lua_State *L, int from, int to) {
  lua_pushnil(L);
  while (lua_next(L, from)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, to);
  }
}

void clua_push_environment(lua_State *L) {
  lua_createtable(L, 0, 128);
  int copy = lua_gettop(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &originals_key);
  copy_fields(L, copy + 1, copy);
  for (const char *const *name = libraries; *name != NULL; name++) {
    lua_pushstring(L, *name);
    lua_rawget(L, copy + 1);
    lua_newtable(L);
    copy_fields(L, copy + 2, copy + 3);
    lua_pushstring(L, *name);
    lua_insert(L, -2);
    lua_rawset(L, copy);
    lua_pop(L, 1);
  }
  lua_pushliteral(L, LUA_GNAME);
  lua_pushvalue(L, copy);
  lua_rawset(L, copy);
  lua_settop(L, copy);
}

/// Makes the table on top the globals, and pops it.
static void use_environment(lua_State *L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushliteral(L, "__index");
  lua_pushliteral(L, LUA_STRLIBNAME);
  lua_rawget(L, -5);
  lua_rawset(L, -3);
  lua_pop(L, 2);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void clua_enter_environment(lua_State *L) {
  clua_push_environment(L);
  use_environment(L);
}

void clua_leave_environment(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &lasting_key);
  use_environment(L);
}

static void set_in(lua_State *L, int table, const uint8_t *bytes, size_t length, int value) {
  lua_pushlstring(L, bytes == NULL ? "" : (const char *)bytes, length);
  lua_pushvalue(L, value);
  lua_rawset(L, table);
}

void clua_set_global(lua_State *L, const uint8_t *bytes, size_t length) {
  int value = lua_gettop(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &originals_key);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &lasting_key);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  for (int table = value + 1; table <= value + 3; table++) set_in(L, table, bytes, length, value);
  lua_settop(L, value - 1);
}

bool clua_set_environment(lua_State *L) { return lua_setupvalue(L, -2, 1) != NULL; }

void clua_open_environments(lua_State *L) {
  lua_pushglobaltable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &originals_key);
  clua_push_environment(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &lasting_key);
  use_environment(L);
}
