// The globals a script finds. What reaches beyond the script is left out; what could swallow an abort is replaced.
//
// Left out: io, debug, package, require, dofile, loadfile, warn, string.dump, and os beyond clock, date, difftime, time.
#include "host.h"
#include <string.h>

static int finish_pcall(lua_State *L, int status, lua_KContext extra) {
  struct clua_host *h = clua_host_of(L);
  if (h->abort != CLuaAbortNone) clua_raise_abort(L);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)extra;
}

static int base_pcall(lua_State *L) {
  clua_guard_stack(L, clua_host_of(L));
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
  return finish_pcall(L, status, 0);
}

/// Lua turns hooks off while a handler runs that a hook's error started, so such an error must not reach the script's.
static int handle(lua_State *L) {
  if (clua_host_of(L)->abort != CLuaAbortNone) return 1;
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

static int base_xpcall(lua_State *L) {
  int count = lua_gettop(L);
  clua_guard_stack(L, clua_host_of(L));
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, handle, 1);
  lua_replace(L, 2);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_pcall);
  return finish_pcall(L, status, 2);
}

static int base_setmetatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    // A finalizer would run with the hook off, where no limit could stop it.
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "scripts cannot set '__gc'");
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

static int base_collectgarbage(lua_State *L) {
  const char *option = luaL_optstring(L, 1, "count");
  if (strcmp(option, "count") != 0) return luaL_error(L, "scripts can only use collectgarbage(\"count\")");
  lua_pushnumber(L, (lua_Number)clua_host_of(L)->used / 1024);
  return 1;
}

static int base_print(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  luaL_Buffer buffer;
  int count = lua_gettop(L);
  luaL_buffinit(L, &buffer);
  for (int i = 1; i <= count; i++) {
    if (i > 1) luaL_addchar(&buffer, '\t');
    if ((i & 255) == 0) clua_poll(L, 256);
    luaL_tolstring(L, i, NULL);
    luaL_addvalue(&buffer);
  }
  luaL_addchar(&buffer, '\n');
  luaL_pushresult(&buffer);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  if (length > h->limits.output - h->output) {
    h->abort = CLuaAbortOutput;
    clua_raise_abort(L);
  }
  h->output += length;
  clua_frame frame = clua_enter_swift(h, L);
  h->callbacks.output(h->owner, (const uint8_t *)text, length);
  clua_leave_swift(h, frame);
  return clua_finish(L, h, 0);
}

typedef struct { const char *text; size_t length; } text_reader;

static const char *read_text(lua_State *L, void *context, size_t *size) {
  enum { PIECE = 512 };
  text_reader *reader = context;
  const char *piece = reader->text;
  *size = reader->length < PIECE ? reader->length : PIECE;
  reader->text += *size;
  reader->length -= *size;
  struct clua_host *h = clua_host_of(L);
  if (h->limits.interval > 0 || h->limits.bySignal) clua_poll(L, 0);
  return *size > 0 ? piece : NULL;
}

int clua_load_text(lua_State *L, const char *text, size_t length, const char *name) {
  text_reader reader = {text, length};
  return lua_load(L, read_text, &reader, name, "t");
}

typedef struct { text_reader piece; size_t size; size_t limit; } chunk_reader;

static const char *read_piece(lua_State *L, void *context, size_t *size) {
  chunk_reader *reader = context;
  if (reader->piece.length > 0) return read_text(L, &reader->piece, size);
  luaL_checkstack(L, 2, "too many nested functions");
  lua_pushvalue(L, 1);
  lua_call(L, 0, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    *size = 0;
    return NULL;
  }
  if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "reader function must return a string");
  lua_replace(L, 5);  // keeps the piece alive until the next one
  reader->piece.text = lua_tolstring(L, 5, &reader->piece.length);
  if (reader->piece.length > reader->limit - reader->size) luaL_error(L, "chunk is larger than the host allows");
  reader->size += reader->piece.length;
  return read_text(L, &reader->piece, size);
}

/// `load` for text chunks.
static int base_load(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  int status;
  bool has_environment = !lua_isnone(L, 4);
  size_t length;
  clua_guard_stack(L, h);
  const char *text = lua_tolstring(L, 1, &length);
  const char *mode = luaL_optstring(L, 3, "t");
  if (strchr(mode, 't') == NULL) return luaL_argerror(L, 3, "scripts can only load text");
  if (text != NULL) {
    const char *name = luaL_optstring(L, 2, text);
    luaL_argcheck(L, length <= h->limits.source, 1, "chunk is larger than the host allows");
    status = clua_load_text(L, text, length, name);
  } else {
    const char *name = luaL_optstring(L, 2, "=(load)");
    chunk_reader reader = {{"", 0}, 0, h->limits.source};
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 5);
    status = lua_load(L, read_piece, &reader, name, "t");
  }
  if (h->abort != CLuaAbortNone) clua_raise_abort(L);
  if (status != LUA_OK) {
    luaL_pushfail(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
    if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  }
  return 1;
}

static void keep_only(lua_State *L, const char *library, const char *const *names) {
  lua_getglobal(L, library);
  lua_newtable(L);
  for (; *names != NULL; names++) {
    lua_getfield(L, -2, *names);
    lua_setfield(L, -2, *names);
  }
  lua_setglobal(L, library);
  lua_pop(L, 1);
}

/* A script gives the same numbers each time that it runs; math.randomseed() asks for others. */
static void seed_random(lua_State *L) {
  lua_getglobal(L, LUA_MATHLIBNAME);
  lua_getfield(L, -1, "randomseed");
  lua_pushinteger(L, 0);
  lua_call(L, 1, 0);
  lua_pop(L, 1);
}

void clua_open_sandbox(lua_State *L) {
  static const luaL_Reg libraries[] = {
    {LUA_GNAME, luaopen_base}, {LUA_TABLIBNAME, luaopen_table}, {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math}, {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_COLIBNAME, luaopen_coroutine},
    {LUA_OSLIBNAME, luaopen_os}, {NULL, NULL},
  };
  static const luaL_Reg replacements[] = {
    {"pcall", base_pcall}, {"xpcall", base_xpcall}, {"setmetatable", base_setmetatable},
    {"collectgarbage", base_collectgarbage}, {"print", base_print}, {"load", base_load}, {NULL, NULL},
  };
  static const char *const left_out[] = {"dofile", "loadfile", "warn", NULL};
  static const char *const clock[] = {"clock", "date", "difftime", "time", NULL};
  for (const luaL_Reg *library = libraries; library->func != NULL; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  seed_random(L);
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  keep_only(L, LUA_OSLIBNAME, clock);
  lua_pushglobaltable(L);
  luaL_setfuncs(L, replacements, 0);
  for (const char *const *name = left_out; *name != NULL; name++) {
    lua_pushnil(L);
    lua_setfield(L, -2, *name);
  }
  lua_pop(L, 1);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}
