// Crossing between Lua and Swift: protected calls one way, the trampoline the other.
#include "host.h"
#include <string.h>

static CLuaStatus status_of(int status) {
  switch (status) {
    case LUA_OK: return CLuaStatusSuccess;
    case LUA_ERRSYNTAX: return CLuaStatusSyntax;
    case LUA_ERRMEM: return CLuaStatusMemory;
    case LUA_ERRERR: return CLuaStatusHandler;
    default: return CLuaStatusError;
  }
}

static void copy_text(char *to, size_t capacity, const char *from) {
  size_t length = strlen(from);
  if (length >= capacity) length = capacity - 1;
  memcpy(to, from, length);
  to[length] = 0;
}

void clua_position(lua_State *L, CLuaPosition *position) {
  lua_Debug frame;
  memset(position, 0, sizeof *position);
  if (lua_getstack(L, 0, &frame) && lua_getinfo(L, "n", &frame)) {
    if (frame.name != NULL) copy_text(position->function, sizeof position->function, frame.name);
    position->isMethod = strcmp(frame.namewhat, "method") == 0;
  }
  if (!lua_getstack(L, 1, &frame) || !lua_getinfo(L, "nSl", &frame)) return;
  // Between it and the script may stand what goes through a list; `pcall` hides the place, as it does of Lua's own errors.
  bool goes_through = strcmp(frame.namewhat, "for iterator") == 0 || (frame.name != NULL && (strcmp(frame.name, "pairs") == 0 || strcmp(frame.name, "ipairs") == 0));
  if (frame.currentline <= 0 && goes_through && !(lua_getstack(L, 2, &frame) && lua_getinfo(L, "Sl", &frame))) return;
  if (frame.currentline <= 0) return;
  copy_text(position->source, sizeof position->source, frame.short_src);
  position->line = frame.currentline;
}

const char *clua_position_source(const CLuaPosition *position) { return position->source; }
const char *clua_position_function(const CLuaPosition *position) { return position->function; }

/// The calls that are in progress. Lua's own list tells the outermost as well, which takes long to find where a script
/// went deep: then only the innermost are told.
static void push_traceback(lua_State *L) {
  enum { DEEP = 2000, TOLD = 20 };
  lua_Debug frame;
  if (!lua_getstack(L, DEEP, &frame)) {
    luaL_traceback(L, L, NULL, 1);
    return;
  }
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  luaL_addstring(&buffer, "stack traceback:");
  for (int level = 1; level <= TOLD && lua_getstack(L, level, &frame) && lua_getinfo(L, "Sl", &frame); level++) {
    if (frame.currentline > 0) lua_pushfstring(L, "\n\t%s:%d:", frame.short_src, frame.currentline);
    else lua_pushfstring(L, "\n\t%s:", frame.short_src);
    luaL_addvalue(&buffer);
  }
  luaL_addstring(&buffer, "\n\t...");
  luaL_pushresult(&buffer);
}

/// Notes where Lua was when the error was raised, and leaves the error value as it is.
static int note_failure(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  lua_Debug frame;
  // Each of a million variables that wait to be closed raises the abort again.
  if (h->noted) return 1;
  h->noted = h->abort != CLuaAbortNone;
  h->overdraft = true;  // clua_call sets it back
  memset(&h->failure, 0, sizeof h->failure);
  for (int level = 1; lua_getstack(L, level, &frame); level++) {
    if (lua_getinfo(L, "Sl", &frame) && frame.currentline > 0) {
      copy_text(h->failure.source, sizeof h->failure.source, frame.short_src);
      h->failure.line = frame.currentline;
      break;
    }
  }
  push_traceback(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_traceback_key);
  return 1;
}

static int protected_call(lua_State *L, int arguments, int results) {
  struct clua_host *h = clua_host_of(L);
  clua_frame frame = {h->current, h->overdraft};
  bool outermost = !h->running;
  int function = lua_gettop(L) - arguments;
  lua_pushcfunction(L, note_failure);
  lua_insert(L, function);
  lua_State *thread = h->thread;
  memset(&h->failure, 0, sizeof h->failure);
  if (outermost) {
    h->running = true;
    h->stack_base = __builtin_frame_address(0);
    h->begun = clua_taken(h);
  }
  clua_switch_thread(h, L);
  if (outermost) clua_watch(h);
  h->current = L;
  h->overdraft = false;
  int status = lua_pcall(L, arguments, results, function);
  clua_leave_swift(h, frame);
  h->noted = false;
  if (outermost) {
    clua_unwatch(h);
    h->running = false;
    h->stack_base = NULL;
    clua_settle(L, h);
  }
  h->thread = thread;
  lua_remove(L, function);
  return status;
}

CLuaStatus clua_call(lua_State *L, int arguments) { return status_of(protected_call(L, arguments, LUA_MULTRET)); }

static int describe(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

CLuaStatus clua_describe(lua_State *L) {
  lua_pushcfunction(L, describe);
  lua_insert(L, -2);
  return status_of(protected_call(L, 1, 1));
}

CLuaStatus clua_load(lua_State *L, const uint8_t *bytes, size_t length, const char *name) {
  struct clua_host *h = clua_host_of(L);
  clua_frame frame = {h->current, h->overdraft};
  memset(&h->failure, 0, sizeof h->failure);
  h->overdraft = false;  // lua_load is itself protected
  bool running = h->running;
  h->running = true;
  int status = clua_load_text(L, bytes == NULL ? "" : (const char *)bytes, length, name);
  h->running = running;
  clua_leave_swift(h, frame);
  return status_of(status);
}

void clua_push_traceback(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_traceback_key);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_traceback_key);
}

int clua_finish_slowly(lua_State *L, struct clua_host *h, int results) {
  // What failed may have failed because the host wants an end; then the script does not catch it.
  if (results < 0 && (h->limits.interval > 0 || h->limits.bySignal)) clua_check(h);
  if (h->abort != CLuaAbortNone) clua_raise_abort(L);
  if (clua_is_exceeded(h)) {
    lua_gc(L, LUA_GCCOLLECT);
    if (clua_is_exceeded(h)) clua_raise_memory(L);
  }
  if (results < 0) return lua_error(L);
  return results;
}

bool clua_can_copy_strings(lua_State *L) {
  enum { FEW = 4 };
  struct clua_host *h = clua_host_of(L);
  int count = lua_gettop(L);
  if (count <= FEW) return true;
  size_t bytes = 0;
  for (int i = count; i > 0; i--) {
    if (lua_type(L, i) == LUA_TSTRING) bytes += lua_rawlen(L, i);
    if (bytes > h->limits.memory) {
      clua_push_memory_error(L);
      return false;
    }
  }
  return true;
}

/// Every Swift function that Lua can call.
static int trampoline(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  void *payload = lua_touserdata(L, lua_upvalueindex(1));
  clua_guard_callback(L, h);
  clua_frame frame = clua_enter_swift(h, L);
  int results = h->callbacks.call(L, payload);
  clua_leave_swift(h, frame);
  return clua_finish(L, h, results);
}

void clua_push_function(lua_State *L, void *payload) {
  lua_pushlightuserdata(L, payload);
  clua_push_property(L, payload);  // releases the payload when Lua collects the function
  lua_pushcclosure(L, trampoline, 2);
}
