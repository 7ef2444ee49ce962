// `table.sort` with a poll inside: neither a comparator nor long strings can keep the host waiting.
//
// Quicksort with a middle pivot of three, the smaller part first, so that it nests no deeper than the logarithm of the
// length. A comparator that is no order gives some order or an error, never an element from beyond the ends.
#include "host.h"

/// Whether the value at `a` comes before the one at `b`; both are indexes on the stack.
static bool before(lua_State *L, int a, int b) {
  int cost = 8;
  bool result;
  if (lua_isnil(L, 2)) {
    if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
      size_t first = lua_rawlen(L, a), second = lua_rawlen(L, b), shorter = first < second ? first : second;
      cost += (int)((shorter < (1u << 30) ? shorter : (1u << 30)) / 16);
    }
    result = lua_compare(L, a, b, LUA_OPLT) != 0;
  } else {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a - 1);
    lua_pushvalue(L, b - 2);
    lua_call(L, 2, 1);
    result = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
  }
  struct clua_host *h = clua_host_of(L);
  h->sorting += (unsigned)cost;
  if (h->sorting >= 2048) {
    int paid = (int)h->sorting;
    h->sorting = 0;
    clua_poll(L, paid);
  }
  return result;
}

/// Puts the two values on top at places i and j of the table, the top at i.
static void put(lua_State *L, lua_Integer i, lua_Integer j) {
  lua_seti(L, 1, i);
  lua_seti(L, 1, j);
}

/// Puts the elements at two places in order.
static void order(lua_State *L, lua_Integer low, lua_Integer high) {
  lua_geti(L, 1, low);
  lua_geti(L, 1, high);
  if (before(L, -1, -2)) put(L, low, high);
  else lua_pop(L, 2);
}

/// Parts the elements between two ordered ends around the middle one, and returns where that comes to stand.
static lua_Integer part(lua_State *L, lua_Integer low, lua_Integer high) {
  lua_Integer middle = low + (high - low) / 2, i = low, j = high - 1;
  order(L, low, middle);
  order(L, middle, high);
  order(L, low, middle);
  // The pivot waits beside the high end, and on the stack.
  lua_geti(L, 1, middle);
  lua_pushvalue(L, -1);
  lua_geti(L, 1, high - 1);
  put(L, middle, high - 1);
  for (;;) {
    while (lua_geti(L, 1, ++i), before(L, -1, -2)) {
      if (i >= high - 1) luaL_error(L, "invalid order function for sorting");
      lua_pop(L, 1);
    }
    while (lua_geti(L, 1, --j), before(L, -3, -1)) {
      if (j <= low) luaL_error(L, "invalid order function for sorting");
      lua_pop(L, 1);
    }
    if (j <= i) break;
    put(L, i, j);
  }
  lua_pop(L, 1);
  lua_geti(L, 1, high - 1);
  put(L, i, high - 1);
  lua_pop(L, 1);
  return i;
}

static void sort_range(lua_State *L, lua_Integer low, lua_Integer high) {
  while (low < high) {
    if (high - low < 3) {
      order(L, low, low + 1);
      if (high - low == 2) {
        order(L, low + 1, high);
        order(L, low, low + 1);
      }
      return;
    }
    lua_Integer pivot = part(L, low, high);
    if (pivot - low < high - pivot) {
      sort_range(L, low, pivot - 1);
      low = pivot + 1;
    } else {
      sort_range(L, pivot + 1, high);
      high = pivot - 1;
    }
  }
}

static int sort(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer count = luaL_len(L, 1);
  if (count > (lua_Integer)lua_rawlen(L, 1)) luaL_argerror(L, 1, "length is larger than the table");
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  luaL_checkstack(L, 40, "");
  sort_range(L, 1, count);
  return 0;
}

void clua_open_sorting(lua_State *L) {
  lua_getglobal(L, LUA_TABLIBNAME);
  lua_pushcfunction(L, sort);
  lua_setfield(L, -2, "sort");
  lua_pop(L, 1);
}
