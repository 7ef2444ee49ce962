// Table functions whose loops a fake length (`__len`) or gaps could make endless, with a poll inside.
#include "host.h"
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/// Accepts tables, and objects that can be indexed.
static void check_readable(lua_State *L, int index) {
  if (lua_type(L, index) == LUA_TTABLE) return;
  if (luaL_getmetafield(L, index, "__index") == LUA_TNIL) luaL_checktype(L, index, LUA_TTABLE);
  lua_pop(L, 1);
}

static inline void tick(lua_State *L, lua_Unsigned i) {
  if ((i & 255) == 0) clua_poll(L, 256);
}

/// `next` that looks at the clock where the hook would come late: from one key to the next there may be a million that are
/// gone.
static int next_pair(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  if (h->interval > 0 && (++h->visited & 7) == 0) clua_poll(L, 0);
  if (lua_next(L, 1)) return 2;
  lua_pushnil(L);
  return 1;
}

static int finish_pairs(lua_State *L, int status, lua_KContext extra) {
  (void)L, (void)status, (void)extra;
  return 3;
}

static int base_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_callk(L, 1, 3, 0, finish_pairs);
    return 3;
  }
  lua_pushcfunction(L, next_pair);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/// `ipairs` that says at once, and where, that there is nothing to go through; what it gives is Lua's own.
static int base_ipairs(lua_State *L) {
  luaL_checkany(L, 1);
  int type = lua_type(L, 1);
  if (type != LUA_TTABLE && type != LUA_TSTRING) {
    if (luaL_getmetafield(L, 1, "__index") == LUA_TNIL) return luaL_typeerror(L, 1, "table");
    lua_pop(L, 1);
  }
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 3);
  return 3;
}

static int insert(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1u), position = end;
  int count = lua_gettop(L);
  if (count == 3) {
    position = luaL_checkinteger(L, 2);
    luaL_argcheck(L, (lua_Unsigned)position - 1u < (lua_Unsigned)end, 2, "position out of bounds");
    for (lua_Integer i = end; i > position; i--) {
      tick(L, (lua_Unsigned)i);
      lua_geti(L, 1, i - 1);
      lua_seti(L, 1, i);
    }
  } else if (count != 2) {
    return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  lua_seti(L, 1, position);
  return 0;
}

static int removing(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer size = luaL_len(L, 1);
  lua_Integer position = luaL_optinteger(L, 2, size);
  if (lua_gettop(L) > 1)
    luaL_argcheck(L, (lua_Unsigned)position - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
  lua_geti(L, 1, position);
  for (; position < size; position++) {
    tick(L, (lua_Unsigned)position);
    lua_geti(L, 1, position + 1);
    lua_seti(L, 1, position);
  }
  lua_pushnil(L);
  lua_seti(L, 1, position);
  return 1;
}

static int move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  check_readable(L, 1);
  luaL_checktype(L, target, LUA_TTABLE);
  if (last >= first) {
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer count = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    bool forward = to > last || to <= first || (target != 1 && !lua_compare(L, 1, target, LUA_OPEQ));
    for (lua_Integer i = 0; i < count; i++) {
      lua_Integer offset = forward ? i : count - 1 - i;
      tick(L, (lua_Unsigned)i);
      lua_geti(L, 1, first + offset);
      lua_seti(L, target, to + offset);
    }
  }
  lua_pushvalue(L, target);
  return 1;
}

static void add_element(lua_State *L, luaL_Buffer *buffer, lua_Integer i) {
  lua_geti(L, 1, i);
  if (!lua_isstring(L, -1))
    luaL_error(L, "invalid value (at index %I) in table for 'concat'", (LUAI_UACINT)i);
  luaL_addvalue(buffer);
}

static int concat(lua_State *L) {
  check_readable(L, 1);
  size_t separator_length;
  lua_Integer last = luaL_len(L, 1);
  const char *separator = luaL_optlstring(L, 2, "", &separator_length);
  lua_Integer i = luaL_optinteger(L, 3, 1);
  last = luaL_optinteger(L, 4, last);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (; i < last; i++) {
    tick(L, (lua_Unsigned)i);
    add_element(L, &buffer, i);
    luaL_addlstring(&buffer, separator, separator_length);
  }
  if (i == last) add_element(L, &buffer, i);
  luaL_pushresult(&buffer);
  return 1;
}

static int unpack(lua_State *L) {
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
  if (first > last) return 0;
  lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
  if (count >= INT_MAX || !lua_checkstack(L, (int)++count)) return luaL_error(L, "too many results to unpack");
  for (lua_Unsigned i = 0; i < count; i++) {
    tick(L, i);
    lua_geti(L, 1, (lua_Integer)((lua_Unsigned)first + i));
  }
  return (int)count;
}

static int compare_names(const void *one, const void *other) { return strcmp(*(const char *const *)one, *(const char *const *)other); }

/// Whether a name ends in `_` and another: `rate_rank` is what `rank` may mean.
static bool ends_in(const char *name, const char *ending) {
  size_t length = strlen(name), wanted = strlen(ending);
  return wanted > 0 && length > wanted && name[length - wanted - 1] == '_' && strcmp(name + length - wanted, ending) == 0;
}

/// Whether two names are one but for case, spaces and marks, as columns are found too. Letters beyond ASCII stay as they are.
static bool same_name(const char *one, const char *other) {
  for (bool any = false;;) {
    while (*one != 0 && (unsigned char)*one < 128 && !isalnum((unsigned char)*one)) one++;
    while (*other != 0 && (unsigned char)*other < 128 && !isalnum((unsigned char)*other)) other++;
    if (tolower((unsigned char)*one) != tolower((unsigned char)*other)) return false;
    if (*one == 0) return any;
    any = true;
    one++;
    other++;
  }
}

/// Reading a field that a row lacks: one of nearly that name, or an error, since a nil would only be found out further on.
static int refuse_field(lua_State *L) {
  enum { most = 64 };
  const char *names[most], *meant = NULL, *alike = NULL;
  int count = 0, near = 0;
  if (lua_type(L, 1) != LUA_TTABLE || lua_type(L, 2) != LUA_TSTRING) {
    lua_pushnil(L);
    return 1;
  }
  // The names are keys of the table, which keeps them.
  const char *wanted = lua_tostring(L, 2);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) continue;
    const char *name = lua_tostring(L, -1);
    if (same_name(name, wanted)) {
      alike = name;
      near++;
    }
    if (ends_in(name, wanted)) meant = name;
    if (count < most) names[count++] = name;
  }
  lua_settop(L, 2);
  if (near == 1) {
    lua_getfield(L, 1, alike);
    return 1;
  }
  qsort(names, (size_t)count, sizeof *names, compare_names);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  luaL_addstring(&buffer, "a row has no \"");
  luaL_addlstring(&buffer, wanted, strnlen(wanted, 200));
  luaL_addstring(&buffer, "\"\n  It has ");
  for (int i = 0; i < count; i++) {
    if (i > 0) luaL_addstring(&buffer, ", ");
    luaL_addlstring(&buffer, names[i], strnlen(names[i], 200));
  }
  luaL_addstring(&buffer, count < most ? "." : " and more.");
  if (meant != NULL) {
    luaL_addstring(&buffer, "\n  hint: did you mean \"");
    luaL_addlstring(&buffer, meant, strnlen(meant, 200));
    luaL_addstring(&buffer, "\"?");
  }
  luaL_pushresult(&buffer);
  return luaL_error(L, "%s", lua_tostring(L, -1));
}

static const char row_tag;

/// The metatable of rows is made before any script runs, so that giving it to a table takes no memory.
static void open_rows(lua_State *L) {
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, refuse_field);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &row_tag);
}

void clua_make_row(lua_State *L) {
  if (lua_type(L, -1) != LUA_TTABLE) return;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &row_tag);
  lua_setmetatable(L, -2);
}

bool clua_is_row(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return false;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &row_tag);
  bool is = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return is;
}

void clua_open_tables(lua_State *L) {
  open_rows(L);
  static const luaL_Reg replacements[] = {
    {"insert", insert}, {"remove", removing}, {"move", move}, {"concat", concat}, {"unpack", unpack}, {NULL, NULL},
  };
  lua_getglobal(L, LUA_TABLIBNAME);
  luaL_setfuncs(L, replacements, 0);
  lua_pop(L, 1);
  lua_register(L, "next", next_pair);
  lua_register(L, "pairs", base_pairs);
  lua_getglobal(L, "ipairs");
  lua_pushcclosure(L, base_ipairs, 1);
  lua_setglobal(L, "ipairs");
}
