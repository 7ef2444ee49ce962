// String functions with bounds.
#include "host.h"
#include <ctype.h>
#include <limits.h>
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

/// Pays for one of Lua's own functions whose work grows with the bytes of its arguments, and does as it does.
static int paying(lua_State *L) {
  size_t bytes = 0;
  for (int i = 1, count = lua_gettop(L); i <= count; i++)
    if (lua_type(L, i) == LUA_TSTRING) bytes += lua_rawlen(L, i);
  if (bytes >= 4096) clua_poll(L, (int)(bytes / 16 > INT_MAX ? INT_MAX : bytes / 16));
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void make_paying(lua_State *L, const char *library, const char *const *names) {
  lua_getglobal(L, library);
  for (; *names != NULL; names++) {
    lua_getfield(L, -1, *names);
    lua_pushcclosure(L, paying, 1);
    lua_setfield(L, -2, *names);
  }
  lua_pop(L, 1);
}

/// One of Lua's own functions that reads its whole first argument as a language, for texts up to a length.
static int brief(lua_State *L) {
  size_t greatest = (size_t)lua_tointeger(L, lua_upvalueindex(2));
  if (lua_type(L, 1) == LUA_TSTRING && lua_rawlen(L, 1) > greatest)
    return luaL_error(L, "the format is longer than %d bytes", (int)greatest);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void make_brief(lua_State *L, const char *library, const char *name, int greatest) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushinteger(L, greatest);
  lua_pushcclosure(L, brief, 2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

/// `string.pack` without formats that fill much from little: "c1000000000" is a gigabyte of zeros.
static int pack(lua_State *L) {
  enum { GREATEST_FORMAT = 65536, GREATEST_FIELD = 1 << 20 };
  size_t length, field = 0;
  const char *format = luaL_checklstring(L, 1, &length);
  if (length > GREATEST_FORMAT) return luaL_error(L, "the format is longer than %d bytes", GREATEST_FORMAT);
  size_t total = 0;
  for (size_t i = 0; i < length; i++) {
    field = isdigit((unsigned char)format[i]) ? field * 10 + (size_t)(format[i] - '0') : 0;
    if (field > GREATEST_FIELD || (total += field) > 4 * GREATEST_FIELD) return luaL_error(L, "the format is too large");
  }
  return paying(L);
}

enum { PLAIN_FORMAT = 4096, PLAIN_ARGUMENTS = 64, QUOTED = 1 << 20 };

/// The end of a piece of a format: at most so many conversions and bytes. Counts the arguments that they take.
static size_t format_piece(const char *format, size_t start, size_t length, int *arguments) {
  size_t i = start;
  *arguments = 0;
  while (i < length && i - start < PLAIN_FORMAT && *arguments < PLAIN_ARGUMENTS) {
    if (format[i++] != '%') continue;
    if (i < length && format[i] == '%') {
      i++;
      continue;
    }
    while (i < length && strchr("-+ #0123456789.", format[i]) != NULL && format[i] != 0) i++;
    if (i < length) i++;
    ++*arguments;
  }
  return i;
}

static bool quotes(const char *format, size_t length) {
  for (size_t i = 1; i < length; i++)
    if (format[i] == 'q' && format[i - 1] == '%') return true;
  return false;
}

/// `string.format`, a piece at a time where there is much to do.
static int format(lua_State *L) {
  size_t length;
  int count = lua_gettop(L), next = 2;
  const char *text = luaL_checklstring(L, 1, &length);
  if (quotes(text, length))
    for (int i = 2; i <= count; i++)
      if (lua_type(L, i) == LUA_TSTRING && lua_rawlen(L, i) > QUOTED)
        return luaL_error(L, "'%%q' takes strings up to %d bytes", QUOTED);
  if (length <= PLAIN_FORMAT && count <= PLAIN_ARGUMENTS) return paying(L);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (size_t start = 0; start < length;) {
    int arguments;
    size_t end = format_piece(text, start, length, &arguments);
    if (arguments > count - next + 1) return luaL_argerror(L, count + 1, "no value");
    clua_poll(L, (int)(end - start) + 64 * arguments);
    luaL_checkstack(L, arguments + 2, "too many arguments");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushlstring(L, text + start, end - start);
    for (int i = 0; i < arguments; i++) lua_pushvalue(L, next++);
    lua_call(L, arguments + 1, 1);
    luaL_addvalue(&buffer);
    start = end;
  }
  luaL_pushresult(&buffer);
  return 1;
}

static void wrap(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

void clua_open_strings(lua_State *L) {
  static const char *const of_strings[] = {"byte", "char", "lower", "upper", "reverse", "sub", NULL};
  static const char *const of_utf8[] = {"char", "codepoint", "len", "offset", "codes", NULL};
  make_paying(L, LUA_STRLIBNAME, of_strings);
  make_paying(L, LUA_UTF8LIBNAME, of_utf8);
  make_brief(L, LUA_STRLIBNAME, "packsize", 65536);
  make_brief(L, LUA_STRLIBNAME, "unpack", 65536);
  make_brief(L, LUA_OSLIBNAME, "date", 1024);
  lua_getglobal(L, LUA_STRLIBNAME);
  wrap(L, "pack", pack);
  wrap(L, "format", format);
  lua_pushcfunction(L, repeat);
  lua_setfield(L, -2, "rep");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  lua_pop(L, 1);
}
