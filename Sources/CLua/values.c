// Reading and pushing: each function here is one or two calls that cannot raise while the allocator may overdraw.
#include "host.h"
#include <string.h>

void clua_read(lua_State *L, int index, CLuaValue *value) {
  switch (lua_type(L, index)) {
    case LUA_TNIL: case LUA_TNONE:
      value->kind = CLuaKindNothing;
      break;
    case LUA_TBOOLEAN:
      value->kind = CLuaKindBoolean;
      value->boolean = lua_toboolean(L, index) != 0;
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        value->kind = CLuaKindInteger;
        value->integer = lua_tointeger(L, index);
      } else {
        value->kind = CLuaKindNumber;
        value->number = lua_tonumber(L, index);
      }
      break;
    case LUA_TSTRING:
      value->kind = CLuaKindString;
      value->bytes = (const uint8_t *)lua_tolstring(L, index, &value->length);
      break;
    case LUA_TTABLE:
      value->kind = CLuaKindTable;
      break;
    case LUA_TFUNCTION:
      value->kind = CLuaKindFunction;
      break;
    case LUA_TUSERDATA: {
      const clua_object *object = lua_touserdata(L, index);
      value->kind = CLuaKindOpaque;
      if (object->tag == &clua_function_tag || object->payload == NULL) break;
      value->kind = CLuaKindObject;
      value->classTag = object->tag;
      value->payload = object->payload;
      break;
    }
    default:
      value->kind = CLuaKindOpaque;
  }
}

CLuaInteger clua_integer(lua_State *L, int index) {
  int whole = 0;
  lua_Integer integer = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &whole) : 0;
  return (CLuaInteger){integer, whole != 0};
}

_Static_assert(CLUA_TYPE_NUMBER == LUA_TNUMBER, "the number of a type in Lua");

bool clua_boolean(lua_State *L, int index, bool *value) {
  if (lua_type(L, index) != LUA_TBOOLEAN) return false;
  *value = lua_toboolean(L, index) != 0;
  return true;
}

const uint8_t *clua_bytes(lua_State *L, int index, size_t *length) {
  return lua_type(L, index) == LUA_TSTRING ? (const uint8_t *)lua_tolstring(L, index, length) : NULL;
}

void *clua_payload(lua_State *L, int index, const void *tag) {
  if (lua_type(L, index) != LUA_TUSERDATA) return NULL;  // a light userdata has no tag to look at
  const clua_object *object = lua_touserdata(L, index);
  return object->tag == tag ? object->payload : NULL;
}

const char *clua_type_name(lua_State *L, int index) {
  if (lua_type(L, index) == LUA_TUSERDATA && lua_getmetatable(L, index)) {
    lua_pushliteral(L, "__name");
    lua_rawget(L, -2);
    const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 2);  // the metatable keeps the text
    if (name != NULL) return name;
  }
  return lua_typename(L, lua_type(L, index));
}

bool clua_reserve(lua_State *L, int slots) { return lua_checkstack(L, slots) != 0; }
int clua_top(lua_State *L) { return lua_gettop(L); }
/// No variable to be closed lives in a frame of ours, so settop only drops values.
void clua_set_top(lua_State *L, int index) { lua_settop(L, index); }
int clua_absolute(lua_State *L, int index) { return lua_absindex(L, index); }
const void *clua_pointer(lua_State *L, int index) { return lua_topointer(L, index); }

void clua_push_nil(lua_State *L) { lua_pushnil(L); }
void clua_push_boolean(lua_State *L, bool value) { lua_pushboolean(L, value); }
void clua_push_integer(lua_State *L, int64_t value) { lua_pushinteger(L, value); }
void clua_push_bytes(lua_State *L, const uint8_t *bytes, size_t length) {
  lua_pushlstring(L, bytes == NULL ? "" : (const char *)bytes, length);
}
void clua_push_copy(lua_State *L, int index) { lua_pushvalue(L, index); }
void clua_push_globals(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }
void clua_push_table(lua_State *L, int elements, int fields) { lua_createtable(L, elements, fields); }

size_t clua_table_length(lua_State *L, int index) { return lua_rawlen(L, index); }
bool clua_has_metatable(lua_State *L, int index) {
  bool has = lua_getmetatable(L, index);
  if (has) lua_pop(L, 1);
  return has;
}
void clua_get_element(lua_State *L, int index, int64_t element) { lua_rawgeti(L, index, element); }
void clua_get_field(lua_State *L, int index, const uint8_t *bytes, size_t length) {
  index = lua_absindex(L, index);
  clua_push_bytes(L, bytes, length);
  lua_rawget(L, index);
}
void clua_set_element(lua_State *L, int index, int64_t element) { lua_rawseti(L, index, element); }
void clua_set_field(lua_State *L, int index, const uint8_t *bytes, size_t length) {
  index = lua_absindex(L, index);
  clua_push_bytes(L, bytes, length);
  lua_insert(L, -2);
  lua_rawset(L, index);
}
bool clua_next(lua_State *L, int index) { return lua_next(L, index) != 0; }

int clua_reference(lua_State *L) { return luaL_ref(L, LUA_REGISTRYINDEX); }
void clua_push_reference(lua_State *L, int reference) { lua_rawgeti(L, LUA_REGISTRYINDEX, reference); }
void clua_release_reference(lua_State *L, int reference) { luaL_unref(L, LUA_REGISTRYINDEX, reference); }
