// What a call leaves behind, so that the next one begins at once.
//
// A script that was stopped can leave as much garbage as the limit allows. The first allocation of the next one would fail
// then, and Lua would collect it all in one go: 0.1 s for 64 MB. Instead the garbage is set aside from the limit, and the
// collector works it off in its usual small steps, from the next allocation on. It is quick: a step for each few kilobytes
// goes over megabytes. An object that nothing refers to tells when a round is over. It takes two: what was marked when the
// script stopped survives the first.
#include "host.h"

enum { PAUSE = 200, STEP = 13, NO_PAUSE = 100, SMALL_STEP = 11 };
static char round_key;

static void await_round(lua_State *L) {
  lua_newuserdatauv(L, 0, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &round_key);
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

/// The finalizer of what await_round made.
static int end_round(lua_State *L) {
  struct clua_host *h = clua_host_of(L);
  bool overdraft = h->overdraft;
  h->overdraft = true;  // a finalizer must not fail
  if (--h->rounds > 0) {
    await_round(L);
  } else {
    h->garbage = 0;
    clua_shrink_identities(L);
  }
  h->overdraft = overdraft;
  return 0;
}

static int fail(lua_State *L) {
  lua_pushnil(L);
  return lua_error(L);
}

/// Gives back what a deep recursion took: Lua frees half of the spare frames with each error that is caught.
static void shrink_stack(lua_State *L) {
  enum { HALVINGS = 20 };
  for (int i = 0; i < HALVINGS; i++) {
    lua_pushcfunction(L, fail);
    lua_pcall(L, 0, 0, 0);
    lua_pop(L, 1);
  }
}

void clua_settle(lua_State *L, struct clua_host *h) {
  enum { DEEP = 1 << 20 };
  clua_release_lost(h);
  size_t taken = clua_taken(h), limit = h->limits.memory;
  size_t grown = taken > h->begun ? taken - h->begun : 0;
  if (grown > DEEP) shrink_stack(L);
  if (h->hurries && h->rounds == 0) {
    lua_gc(L, LUA_GCINC, PAUSE, 0, STEP);
    h->hurries = false;
  }
  if (limit == SIZE_MAX || grown < limit / 4) return;
  // Never more than the limit once more, however many calls leave something before the rounds are over.
  h->garbage = limit - h->garbage < grown ? limit : h->garbage + grown;
  if (h->rounds == 0) {
    await_round(L);
    h->rounds = 2;
  } else {
    h->rounds = 3;
  }
  lua_gc(L, LUA_GCINC, NO_PAUSE, 0, SMALL_STEP);
  lua_gc(L, LUA_GCRESTART);  // the next step is due now
  h->hurries = true;
}

void clua_open_recovery(lua_State *L) {
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, end_round);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &round_key);
}
