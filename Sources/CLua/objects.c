// Objects: userdata that hold a Swift value, and the metatables of their classes.
#include "host.h"
#include <stdlib.h>
#include <string.h>

static int collect(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  clua_object *object = lua_touserdata(L, 1);
  void *payload = object->payload;
  if (payload == NULL) return 0;
  object->payload = NULL;
  object->mark = 0;  // of what lies here next some bytes stay as they are
  h->external -= object->bytes;
  clua_gave_back(h, object->bytes);
  clua_frame frame = clua_enter_swift(h, L);  // the payload's deinit runs
  h->callbacks.release(payload);
  clua_leave_swift(h, frame);
  return 0;
}

/// A payload that is still to be released.
struct clua_lost {
  void *payload;
  size_t bytes;
  struct clua_lost *next;
};

/// Keeps the payload of an object that Lua frees though its finaliser was never called.
///
/// Lua calls a finaliser as it calls any function, and where a script is as deep as calls may go, as in a message handler that fails
/// again and again, it cannot: the object is freed without, and what Swift holds for it would never be given back.
void clua_keep_lost(struct clua_host *h, void *block, size_t size) {
  clua_object object;
  char *place = (char *)block + size - sizeof object;
  memcpy(&object, place, sizeof object);
  if (object.mark != clua_mark(h, place) || object.payload == NULL) return;
  memset(place, 0, sizeof object);
  struct clua_lost *lost = malloc(sizeof *lost);
  if (lost == NULL) return;
  *lost = (struct clua_lost){object.payload, object.bytes, h->lost};
  h->lost = lost;
}

/// Releases such payloads, at a time when nothing is being collected.
void clua_release_lost(struct clua_host *h) {
  while (h->lost != NULL) {
    struct clua_lost *lost = h->lost;
    h->lost = lost->next;
    h->external -= lost->bytes;
    clua_gave_back(h, lost->bytes);
    clua_frame frame = clua_enter_swift(h, h->current);
    h->callbacks.release(lost->payload);
    clua_leave_swift(h, frame);
    free(lost);
  }
}

/// Notes how large the blocks are that objects lie in: what Lua puts before them is its own affair.
static void measure_objects(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  lua_gc(L, LUA_GCSTOP);
  for (int values = 0; values < 2; values++) {
    size_t used = h->used;
    clua_object *object = lua_newuserdatauv(L, sizeof *object, values);
    *object = (clua_object){0};
    h->object_sizes[values] = h->used - used;
    lua_pop(L, 1);
  }
  lua_gc(L, LUA_GCRESTART);
}

static char mode_key;

/// Makes tables of scripts never weak. What a chain of weak tables refers to takes Lua's collector the square of its
/// length, in one step that nothing can stop.
///
/// Lua knows the field `__mode` by the one string that it made for the name, and finds a string by its bytes. With other
/// bytes in that string, which nobody can guess, no script gets at it: its own "__mode" is a new string and any field.
static void hide_mode(lua_State *L) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  uint64_t bytes = ((uint64_t)time.tv_nsec ^ (uintptr_t)L) * 0x9E3779B97F4A7C15u;
  char *name = (char *)lua_pushliteral(L, "__mode");
  memcpy(name, (const char *)&bytes + 2, strlen("__mode"));
  lua_rawsetp(L, LUA_REGISTRYINDEX, &mode_key);
}

void clua_allow_weak_tables(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &mode_key);
  memcpy((char *)lua_tostring(L, -1), "__mode", strlen("__mode"));
  lua_pop(L, 1);
}

static void weak_table(lua_State *L, const char *mode, void *key) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &mode_key);
  lua_pushstring(L, mode);
  lua_rawset(L, -3);
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void clua_open_objects(lua_State *L) {
  measure_objects(L);
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_function_tag);
  hide_mode(L);
  weak_table(L, "v", &clua_identity_key);
  weak_table(L, "k", &clua_poisoned_key);
}

static int operate(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  const void *tag = lua_touserdata(L, lua_upvalueindex(1));
  CLuaOperation operation = (CLuaOperation)lua_tointeger(L, lua_upvalueindex(2));
  clua_guard_stack(L, h);
  clua_frame frame = clua_enter_swift(h, L);
  int results = h->callbacks.operate(L, tag, operation);
  clua_leave_swift(h, frame);
  return clua_finish(L, h, results);
}

/// Reads a member or an element: upvalues are the class's members, and whether it has elements. A property that gives
/// nothing at all stands back for the method of its name.
///
/// It is the `__index` of objects, which no script can reach by another way, so the first argument is one.
static int get(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  const clua_object *object = NULL, *property = NULL;
  lua_Integer index = 0;
  int whole = 0, results, type = lua_type(L, 2);
  if (type == LUA_TSTRING) {
    lua_pushvalue(L, 2);
    int member = lua_rawget(L, lua_upvalueindex(1));
    if (member == LUA_TUSERDATA) property = lua_touserdata(L, -1);  // stays below what the property pushes
    else if (member != LUA_TNIL) return 1;
    else lua_pop(L, 1);
  } else if (type == LUA_TNUMBER && lua_toboolean(L, lua_upvalueindex(2))) {
    index = lua_tointegerx(L, 2, &whole);
  }
  if (property == NULL) object = lua_touserdata(L, 1);
  clua_guard_callback(L, h);
  clua_frame frame = clua_enter_swift(h, L);
  if (property != NULL) results = h->callbacks.call(L, property->payload);
  else if (whole && object->payload != NULL) results = h->callbacks.element(L, object->payload, index);
  else results = h->callbacks.index(L, object->tag);
  clua_leave_swift(h, frame);
  results = clua_finish(L, h, results);
  if (property == NULL || results > 0) return results;
  lua_getiuservalue(L, 3, 1);
  return 1;
}

static int refuse_set(lua_State *L) {
  const char *name = lua_tostring(L, lua_upvalueindex(1));
  if (lua_type(L, 2) == LUA_TSTRING)
    return luaL_error(L, "cannot set '%s': a value of type %s is read-only", lua_tostring(L, 2), name);
  return luaL_error(L, "cannot set an element: a value of type %s is read-only", name);
}

bool clua_has_class(lua_State *L, const void *tag) {
  bool known = lua_rawgetp(L, LUA_REGISTRYINDEX, tag) != LUA_TNIL;
  lua_pop(L, 1);
  return known;
}

void clua_push_property(lua_State *L, void *payload) {
  clua_object *property = lua_newuserdatauv(L, sizeof *property, 1);
  property->tag = &clua_function_tag;
  property->payload = payload;
  property->bytes = 0;
  property->mark = clua_mark(clua_host_of(L), property);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_function_tag);
  lua_setmetatable(L, -2);
}

void clua_set_method(lua_State *L, int property) {
  lua_setiuservalue(L, property, 1);
}

void clua_finish_class(lua_State *L, const void *tag, const char *name, uint32_t operations, CLuaReading reading) {
  static const struct { CLuaOperation operation; const char *event; } events[] = {
    {CLuaOperationLength, "__len"}, {CLuaOperationText, "__tostring"}, {CLuaOperationEqual, "__eq"},
    {CLuaOperationLess, "__lt"}, {CLuaOperationLessOrEqual, "__le"}, {CLuaOperationAdd, "__add"},
    {CLuaOperationSubtract, "__sub"}, {CLuaOperationMultiply, "__mul"}, {CLuaOperationDivide, "__div"},
    {CLuaOperationNegate, "__unm"}, {CLuaOperationConcatenate, "__concat"}, {CLuaOperationPairs, "__pairs"},
  };
  int members = lua_gettop(L);
  lua_createtable(L, 0, 8);
  lua_pushstring(L, name);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__name");
  lua_pushcclosure(L, refuse_set, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_pushvalue(L, members);
  if (reading != CLuaReadingMethods) {
    lua_pushboolean(L, reading == CLuaReadingElements);
    lua_pushcclosure(L, get, 2);
  }
  lua_setfield(L, -2, "__index");
  for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
    if (!(operations & (1u << events[i].operation))) continue;
    lua_pushlightuserdata(L, (void *)tag);
    lua_pushinteger(L, events[i].operation);
    lua_pushcclosure(L, operate, 2);
    lua_setfield(L, -2, events[i].event);
  }
  lua_rawsetp(L, LUA_REGISTRYINDEX, tag);
  lua_pop(L, 1);
}

void clua_remember(lua_State *L, int index) {
  const clua_object *object = lua_touserdata(L, index);
  index = lua_absindex(L, index);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_identity_key);
  lua_pushvalue(L, index);
  lua_rawsetp(L, -2, object->payload);
  lua_pop(L, 1);
}

void clua_shrink_identities(lua_State *L) {
  // A table keeps its room until it is filled again, so what is left moves into another one.
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_identity_key);
  weak_table(L, "v", &clua_identity_key);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_identity_key);
  lua_pushnil(L);
  while (lua_next(L, -3)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_pop(L, 2);
}

bool clua_push_known(lua_State *L, const void *payload) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_identity_key);
  bool known = lua_rawgetp(L, -1, payload) != LUA_TNIL;
  if (known) lua_remove(L, -2);
  else lua_pop(L, 2);
  return known;
}

void clua_push_object(lua_State *L, const void *tag, void *payload, size_t bytes) {
  struct clua_host *h = clua_host_of(L);
  clua_object *object = lua_newuserdatauv(L, sizeof *object, 0);
  object->tag = tag;
  object->payload = payload;
  object->bytes = bytes;
  object->mark = clua_mark(h, object);
  h->external += bytes;
  h->unreported += bytes;
  lua_rawgetp(L, LUA_REGISTRYINDEX, tag);
  lua_setmetatable(L, -2);
  if (h->unreported >= 65536) {
    // The collector paces itself by Lua's bytes; let it work for Swift's as well.
    size_t kilobytes = h->unreported / 1024;
    h->unreported = 0;
    lua_gc(L, LUA_GCSTEP, (int)(kilobytes > 1000000 ? 1000000 : kilobytes));
  }
}
