// Coroutines that cannot swallow an abort.
//
// A coroutine that an abort killed keeps its pending `__close` variables, and Lua would run them with the hook off. Such
// coroutines are remembered (weakly) and never closed.
#include "host.h"

static lua_State *check_coroutine(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co, 1, "coroutine");
  return co;
}

static bool is_poisoned(lua_State *L, lua_State *co) {
  if (!lua_checkstack(co, 1)) return true;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_poisoned_key);
  lua_pushthread(co);
  lua_xmove(co, L, 1);
  bool poisoned = lua_rawget(L, -2) != LUA_TNIL;
  lua_pop(L, 2);
  return poisoned;
}

_Noreturn static void abort_through(lua_State *L, struct clua_host *h, lua_State *co) {
  bool overdraft = h->overdraft;
  h->overdraft = true;  // to remember must not fail
  if (lua_checkstack(L, 4) && lua_checkstack(co, 1)) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_poisoned_key);
    lua_pushthread(co);
    lua_xmove(co, L, 1);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
  }
  h->overdraft = overdraft;
  clua_raise_abort(L);
}

/// Returns how many values `co` gave, or -1 with an error value on top.
static int resume(lua_State *L, lua_State *co, int arguments) {
  struct clua_host *h = clua_host_of(L);
  int results;
  clua_guard_stack(L, h);
  clua_poll(L, 100);  // a coroutine counts its own instructions, and short ones would go uncounted
  if (!lua_checkstack(co, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, co, arguments);
  clua_switch_thread(h, co);
  int status = lua_resume(co, L, arguments, &results);
  clua_switch_thread(h, L);
  if (h->abort != CLuaAbortNone) abort_through(L, h, co);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_xmove(co, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(co, results);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  lua_xmove(co, L, results);
  return results;
}

static int co_resume(lua_State *L) {
  lua_State *co = check_coroutine(L);
  int results = resume(L, co, lua_gettop(L) - 1);
  lua_pushboolean(L, results >= 0);
  if (results < 0) results = 1;
  lua_insert(L, -(results + 1));
  return results + 1;
}

/// Runs the pending `__close` of `co`, and leaves an error value on top of `L` if one failed.
static bool close(lua_State *L, lua_State *co) {
  struct clua_host *h = clua_host_of(L);
  clua_guard_stack(L, h);  // before 5.4.6 Lua itself does not count this nesting
  clua_poll(L, 100);
  if (is_poisoned(L, co)) luaL_error(L, "cannot close a coroutine that the host stopped");
  clua_switch_thread(h, co);
  int status = lua_resetthread(co);
  clua_switch_thread(h, L);
  if (h->abort != CLuaAbortNone) abort_through(L, h, co);
  if (status == LUA_OK) return true;
  lua_xmove(co, L, 1);
  return false;
}

static int wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  int results = resume(L, co, lua_gettop(L));
  if (results >= 0) return results;
  int status = lua_status(co);
  if (status != LUA_OK && status != LUA_YIELD && lua_checkstack(co, 1)) {
    lua_pushvalue(L, -1);
    lua_xmove(L, co, 1);  // closing passes the error to each `__close`
    close(L, co);
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int co_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

static int co_close(lua_State *L) {
  lua_State *co = check_coroutine(L);
  lua_Debug frame;
  if (co == L) return luaL_error(L, "cannot close a running coroutine");
  if (lua_status(co) == LUA_OK && lua_getstack(co, 0, &frame)) return luaL_error(L, "cannot close a normal coroutine");
  if (close(L, co)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

void clua_open_coroutines(lua_State *L) {
  static const luaL_Reg replacements[] = {
    {"resume", co_resume}, {"wrap", co_wrap}, {"close", co_close}, {NULL, NULL},
  };
  lua_getglobal(L, LUA_COLIBNAME);
  luaL_setfuncs(L, replacements, 0);
  lua_pop(L, 1);
}
