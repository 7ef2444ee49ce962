#include "CPeer.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <math.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static int number(lua_State *L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) * 2);
  return 1;
}

static int fail(lua_State *L) { return luaL_error(L, "no such area"); }

typedef struct { double x; } point;

static int plus(lua_State *L) {
  const point *self = luaL_checkudata(L, 1, "point");
  lua_pushnumber(L, self->x + luaL_checknumber(L, 2));
  return 1;
}

static int plus_of_other(lua_State *L) {
  const point *self = luaL_checkudata(L, 1, "pointWithProperties");
  lua_pushnumber(L, self->x + luaL_checknumber(L, 2));
  return 1;
}

static int point_index(lua_State *L) {
  const point *self = luaL_checkudata(L, 1, "pointWithProperties");
  const char *key = luaL_checkstring(L, 2);
  if (strcmp(key, "x") == 0) lua_pushnumber(L, self->x);
  else lua_getfield(L, lua_upvalueindex(1), key);
  return 1;
}

typedef struct { size_t count; double values[]; } column;

static int column_index(lua_State *L) {
  const column *self = luaL_checkudata(L, 1, "column");
  lua_Integer index = luaL_checkinteger(L, 2);
  if (index < 1 || (size_t)index > self->count) lua_pushnil(L);
  else lua_pushnumber(L, self->values[index - 1]);
  return 1;
}

static int column_length(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)((const column *)luaL_checkudata(L, 1, "column"))->count);
  return 1;
}

void *peer_create(const double *values, size_t count) {
  lua_State *L = luaL_newstate();
  if (L == NULL) return NULL;
  luaL_openlibs(L);
  lua_register(L, "double", number);
  lua_register(L, "fail", fail);

  // A point whose methods are found by the interpreter itself.
  luaL_newmetatable(L, "point");
  lua_newtable(L);
  lua_pushcfunction(L, plus);
  lua_setfield(L, -2, "plus");
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__index");
  lua_pop(L, 1);
  ((point *)lua_newuserdatauv(L, sizeof(point), 0))->x = 3;
  lua_pushvalue(L, -2);
  lua_setmetatable(L, -2);
  lua_setglobal(L, "p");
  lua_pop(L, 1);

  // One that has properties too, so that a function looks them up.
  luaL_newmetatable(L, "pointWithProperties");
  lua_newtable(L);
  lua_pushcfunction(L, plus_of_other);
  lua_setfield(L, -2, "plus");
  lua_pushcclosure(L, point_index, 1);
  lua_setfield(L, -2, "__index");
  ((point *)lua_newuserdatauv(L, sizeof(point), 0))->x = 3;
  lua_pushvalue(L, -2);
  lua_setmetatable(L, -2);
  lua_setglobal(L, "q");
  lua_pop(L, 1);

  luaL_newmetatable(L, "column");
  lua_pushcfunction(L, column_index);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, column_length);
  lua_setfield(L, -2, "__len");
  column *c = lua_newuserdatauv(L, sizeof(column) + count * sizeof(double), 0);
  c->count = count;
  memcpy(c->values, values, count * sizeof(double));
  lua_pushvalue(L, -2);
  lua_setmetatable(L, -2);
  lua_setglobal(L, "c");
  lua_pop(L, 1);
  return L;
}

void peer_destroy(void *state) { lua_close(state); }

bool peer_load(void *state, const char *source) {
  lua_State *L = state;
  if (luaL_loadstring(L, source) != LUA_OK) return false;
  lua_setglobal(L, "chunk");
  return true;
}

double peer_run(void *state) {
  lua_State *L = state;
  lua_getglobal(L, "chunk");
  double result = lua_pcall(L, 0, 1, 0) == LUA_OK && lua_isnumber(L, -1) ? lua_tonumber(L, -1) : NAN;
  lua_settop(L, 0);
  return result;
}

double peer_call(void *state, double argument) {
  lua_State *L = state;
  lua_getglobal(L, "callee");
  lua_pushnumber(L, argument);
  double result = lua_pcall(L, 1, 1, 0) == LUA_OK && lua_isnumber(L, -1) ? lua_tonumber(L, -1) : NAN;
  lua_settop(L, 0);
  return result;
}

size_t peer_allocated_bytes(void) {
#ifdef __GLIBC__
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}
