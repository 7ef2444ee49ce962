// Lua's patterns, matched by a backtracker that can be stopped.
//
// The language is that of the manual, section 6.4.1, and errors are worded as in Lua. Lua's own matcher can backtrack for
// hours without a look at the clock; this one pays for each step from `fuel` and polls whenever it runs dry.
#include "host.h"
#include <ctype.h>
#include <string.h>

enum { GREATEST_LEVEL = 32, GREATEST_DEPTH = 200, FUEL = 2048, OPEN = -1, POSITION = -2 };

typedef struct matcher {
  lua_State *L;
  const char *start, *end, *pattern_end;
  int fuel, depth, level;
  struct { const char *start; ptrdiff_t length; } captures[GREATEST_LEVEL];
} matcher;

static const char *match(matcher *m, const char *s, const char *p);

static inline void pay(matcher *m, ptrdiff_t cost) {
  if (cost >= FUEL) cost = FUEL;
  if ((m->fuel -= (int)cost) < 0) {
    m->fuel = FUEL;
    clua_poll(m->L, FUEL);
  }
}

static inline int byte(const char *s) { return (unsigned char)*s; }

// MARK: Single characters

/// The end of the item at `p`: a character, `%x`, or a set in brackets. A pattern always ends in a zero byte.
static const char *item_end(matcher *m, const char *p) {
  char first = *p++;
  if (first == '%') {
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
    return p + 1;
  }
  if (first != '[') return p;
  if (*p == '^') p++;
  do {  // what comes first is part of the set, even a bracket
    if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    if (*p++ == '%' && p < m->pattern_end) p++;
  } while (*p != ']');
  return p + 1;
}

static bool in_class(int c, int letter) {
  int found;
  switch (tolower(letter)) {
    case 'a': found = isalpha(c); break;
    case 'c': found = iscntrl(c); break;
    case 'd': found = isdigit(c); break;
    case 'g': found = isgraph(c); break;
    case 'l': found = islower(c); break;
    case 'p': found = ispunct(c); break;
    case 's': found = isspace(c); break;
    case 'u': found = isupper(c); break;
    case 'w': found = isalnum(c); break;
    case 'x': found = isxdigit(c); break;
    case 'z': found = c == 0; break;  // not in the manual any more, but Lua still has it
    default: return letter == c;
  }
  return isupper(letter) ? !found : found != 0;
}

/// Whether the set from the bracket at `p` to the one at `last` holds `c`.
static bool in_set(int c, const char *p, const char *last) {
  bool inside = true;
  if (p[1] == '^') {
    inside = false;
    p++;
  }
  while (++p < last) {
    if (*p == '%') {
      p++;
      if (in_class(c, byte(p))) return inside;
    } else if (p[1] == '-' && p + 2 < last) {
      p += 2;
      if (byte(p - 2) <= c && c <= byte(p)) return inside;
    } else if (byte(p) == c) {
      return inside;
    }
  }
  return !inside;
}

static bool matches_item(matcher *m, const char *s, const char *p, const char *item_end) {
  if (s >= m->end) return false;
  switch (*p) {
    case '.': return true;
    case '%': return in_class(byte(s), byte(p + 1));
    case '[':
      pay(m, (item_end - p) / 16);
      return in_set(byte(s), p, item_end - 1);
    default: return *p == *s;
  }
}

// MARK: Items that are more than a character

static const char *longest_first(matcher *m, const char *s, const char *p, const char *item_end) {
  ptrdiff_t count = 0;
  while (matches_item(m, s + count, p, item_end)) {
    pay(m, 1);
    count++;
  }
  for (; count >= 0; count--) {
    pay(m, 1);
    const char *end = match(m, s + count, item_end + 1);
    if (end != NULL) return end;
  }
  return NULL;
}

static const char *shortest_first(matcher *m, const char *s, const char *p, const char *item_end) {
  for (;; s++) {
    pay(m, 1);
    const char *end = match(m, s, item_end + 1);
    if (end != NULL || !matches_item(m, s, p, item_end)) return end;
  }
}

static const char *open_capture(matcher *m, const char *s, const char *p, ptrdiff_t kind) {
  if (m->level >= GREATEST_LEVEL) luaL_error(m->L, "too many captures");
  m->captures[m->level].start = s;
  m->captures[m->level].length = kind;
  m->level++;
  const char *end = match(m, s, p);
  if (end == NULL) m->level--;
  return end;
}

static const char *close_capture(matcher *m, const char *s, const char *p) {
  int level = m->level - 1;
  while (level >= 0 && m->captures[level].length != OPEN) level--;
  if (level < 0) luaL_error(m->L, "invalid pattern capture");
  m->captures[level].length = s - m->captures[level].start;
  const char *end = match(m, s, p);
  if (end == NULL) m->captures[level].length = OPEN;
  return end;
}

/// `%bxy`: from an x to the y that balances it.
static const char *balanced(matcher *m, const char *s, const char *p) {
  if (p + 1 >= m->pattern_end) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
  if (s >= m->end || *s != *p) return NULL;
  for (size_t open = 1; ++s < m->end;) {
    pay(m, 1);
    if (*s == p[1]) {
      if (--open == 0) return s + 1;
    } else if (*s == p[0]) {
      open++;
    }
  }
  return NULL;
}

/// `%f[set]`: nothing, between a character outside of the set and one inside.
static bool at_frontier(matcher *m, const char *s, const char *p, const char **next) {
  if (*p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
  *next = item_end(m, p);
  pay(m, (*next - p) / 16);
  int before = s == m->start ? 0 : byte(s - 1);
  int after = s == m->end ? 0 : byte(s);
  return !in_set(before, p, *next - 1) && in_set(after, p, *next - 1);
}

/// `%1`: the text of a capture once more.
static const char *repeated(matcher *m, const char *s, int digit) {
  int level = digit - '1';
  if (level < 0 || level >= m->level || m->captures[level].length == OPEN)
    luaL_error(m->L, "invalid capture index %%%d", level + 1);
  ptrdiff_t length = m->captures[level].length;
  pay(m, length / 16);
  if (length < 0 || m->end - s < length || memcmp(m->captures[level].start, s, (size_t)length) != 0) return NULL;
  return s + length;
}

/// The end of the match of the rest of the pattern at `s`, or NULL.
static const char *match(matcher *m, const char *s, const char *p) {
  if (m->depth-- == 0) luaL_error(m->L, "pattern too complex");
  while (s != NULL && p != m->pattern_end) {
    pay(m, 1);
    if (*p == '(') {
      s = p[1] == ')' ? open_capture(m, s, p + 2, POSITION) : open_capture(m, s, p + 1, OPEN);
      break;
    }
    if (*p == ')') {
      s = close_capture(m, s, p + 1);
      break;
    }
    if (*p == '$' && p + 1 == m->pattern_end) {
      if (s != m->end) s = NULL;
      break;
    }
    if (*p == '%' && p[1] == 'b') {
      s = balanced(m, s, p + 2);
      p += 4;
      continue;
    }
    if (*p == '%' && p[1] == 'f') {
      if (!at_frontier(m, s, p + 2, &p)) s = NULL;
      continue;
    }
    if (*p == '%' && isdigit(byte(p + 1))) {
      s = repeated(m, s, byte(p + 1));
      p += 2;
      continue;
    }
    const char *next = item_end(m, p);
    if (*next == '*') {
      s = longest_first(m, s, p, next);
      break;
    }
    if (*next == '-') {
      s = shortest_first(m, s, p, next);
      break;
    }
    bool found = matches_item(m, s, p, next);
    if (*next == '+') {
      s = found ? longest_first(m, s + 1, p, next) : NULL;
      break;
    }
    if (*next == '?') {
      const char *end = found ? match(m, s + 1, next + 1) : NULL;
      if (end != NULL) {
        s = end;
        break;
      }
      p = next + 1;
      continue;
    }
    s = found ? s + 1 : NULL;
    p = next;
  }
  m->depth++;
  return s;
}

// MARK: What the functions share

static void prepare(matcher *m, lua_State *L, const char *s, size_t length, const char *pattern_end) {
  m->L = L;
  m->start = s;
  m->end = s + length;
  m->pattern_end = pattern_end;
  m->fuel = FUEL;
  m->depth = GREATEST_DEPTH;
  m->level = 0;
}

static const char *match_from(matcher *m, const char *s, const char *p) {
  m->level = 0;
  m->depth = GREATEST_DEPTH;
  return match(m, s, p);
}

/// Pushes a capture; the first is the whole match where there is none.
static void push_capture(matcher *m, int level, const char *s, const char *end) {
  if (level >= m->level) {
    if (level != 0) luaL_error(m->L, "invalid capture index %%%d", level + 1);
    lua_pushlstring(m->L, s, (size_t)(end - s));
  } else if (m->captures[level].length == POSITION) {
    lua_pushinteger(m->L, m->captures[level].start - m->start + 1);
  } else if (m->captures[level].length == OPEN) {
    luaL_error(m->L, "unfinished capture");
  } else {
    lua_pushlstring(m->L, m->captures[level].start, (size_t)m->captures[level].length);
  }
}

/// Pushes all captures; without any, the whole match if `s` is given.
static int push_captures(matcher *m, const char *s, const char *end) {
  int count = m->level == 0 && s != NULL ? 1 : m->level;
  luaL_checkstack(m->L, count, "too many captures");
  for (int level = 0; level < count; level++) push_capture(m, level, s, end);
  return count;
}

/// Where a search begins, counted from zero; beyond the length there is nothing to search.
static size_t beginning(lua_State *L, int argument, size_t length) {
  lua_Integer first = luaL_optinteger(L, argument, 1);
  if (first > 0) return (size_t)first - 1;
  if (first == 0 || first < -(lua_Integer)length) return 0;
  return length + (size_t)first;
}

static bool is_plain(const char *p, size_t length) {
  if (length > 4096) return false;  // the matcher looks at the clock
  for (size_t i = 0; i < length; i++)
    if (p[i] != 0 && strchr("^$*+?.([%-", p[i]) != NULL) return false;
  return true;
}

static const char *find_plain(matcher *m, const char *s, const char *text, size_t length) {
  if (length == 0) return s;
  while ((size_t)(m->end - s) >= length) {
    const char *found = memchr(s, *text, (size_t)(m->end - s) - length + 1);
    if (found == NULL) return NULL;
    pay(m, 1 + (found - s) / 64 + (ptrdiff_t)(length / 64));
    if (memcmp(found, text, length) == 0) return found;
    s = found + 1;
  }
  return NULL;
}

// MARK: The functions

static int search(lua_State *L, bool find) {
  size_t length, pattern_length;
  matcher m;
  const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern_length);
  size_t first = beginning(L, 3, length);
  prepare(&m, L, s, length, p + pattern_length);
  if (first > length) {
    luaL_pushfail(L);
    return 1;
  }
  const char *at = s + first;
  if (find && (lua_toboolean(L, 4) || is_plain(p, pattern_length))) {
    at = find_plain(&m, at, p, pattern_length);
    if (at != NULL) {
      lua_pushinteger(L, at - s + 1);
      lua_pushinteger(L, at - s + (lua_Integer)pattern_length);
      return 2;
    }
  } else {
    bool anchored = *p == '^' && pattern_length > 0;
    p += anchored;
    do {
      const char *end = match_from(&m, at, p);
      if (end == NULL) continue;
      if (!find) return push_captures(&m, at, end);
      lua_pushinteger(L, at - s + 1);
      lua_pushinteger(L, end - s);
      return push_captures(&m, NULL, NULL) + 2;
    } while (at++ < m.end && !anchored);
  }
  luaL_pushfail(L);
  return 1;
}

static int find(lua_State *L) { return search(L, true); }
static int match_function(lua_State *L) { return search(L, false); }

/// The iterator of gmatch. Upvalues: subject, pattern, where to go on, and where the last match ended (or -1).
static int next_match(lua_State *L) {
  size_t length, pattern_length;
  matcher m;
  const char *s = lua_tolstring(L, lua_upvalueindex(1), &length);
  const char *p = lua_tolstring(L, lua_upvalueindex(2), &pattern_length);
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)), last = lua_tointeger(L, lua_upvalueindex(4));
  prepare(&m, L, s, length, p + pattern_length);
  for (; at <= (lua_Integer)length; at++) {
    const char *end = match_from(&m, s + at, p);
    if (end == NULL || end - s == last) continue;
    lua_pushinteger(L, end - s);
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(3));
    lua_replace(L, lua_upvalueindex(4));
    return push_captures(&m, s + at, end);
  }
  return 0;
}

static int gmatch(lua_State *L) {
  size_t length;
  luaL_checklstring(L, 1, &length);
  luaL_checkstring(L, 2);
  size_t first = beginning(L, 3, length);
  lua_settop(L, 2);
  lua_pushinteger(L, first > length ? (lua_Integer)length + 1 : (lua_Integer)first);
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, next_match, 4);
  return 1;
}

static void add_template(matcher *m, luaL_Buffer *buffer, const char *s, const char *end) {
  size_t length;
  const char *text = lua_tolstring(m->L, 3, &length), *text_end = text + length, *percent;
  while ((percent = memchr(text, '%', (size_t)(text_end - text))) != NULL) {
    pay(m, 1);
    luaL_addlstring(buffer, text, (size_t)(percent - text));
    int c = byte(percent + 1);
    if (c == '%') {
      luaL_addchar(buffer, '%');
    } else if (c == '0') {
      luaL_addlstring(buffer, s, (size_t)(end - s));
    } else if (isdigit(c)) {
      push_capture(m, c - '1', s, end);
      luaL_tolstring(m->L, -1, NULL);  // a position becomes text
      lua_remove(m->L, -2);
      luaL_addvalue(buffer);
    } else {
      luaL_error(m->L, "invalid use of '%%' in replacement string");
    }
    text = percent + 2;
  }
  luaL_addlstring(buffer, text, (size_t)(text_end - text));
}

/// Adds what stands for a match. False if that is the match itself.
static bool add_replacement(matcher *m, luaL_Buffer *buffer, const char *s, const char *end, int type) {
  lua_State *L = m->L;
  if (type == LUA_TFUNCTION) {
    pay(m, 16);
    lua_pushvalue(L, 3);
    lua_call(L, push_captures(m, s, end), 1);
  } else if (type == LUA_TTABLE) {
    pay(m, 128);  // it may go through a thousand metatables
    push_capture(m, 0, s, end);
    lua_gettable(L, 3);
  } else {
    add_template(m, buffer, s, end);
    return true;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(buffer, s, (size_t)(end - s));
    return false;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(buffer);
  return true;
}

static int gsub(lua_State *L) {
  size_t length, pattern_length;
  matcher m;
  luaL_Buffer buffer;
  const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern_length), *last = NULL;
  int type = lua_type(L, 3);
  luaL_argexpected(
    L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
    "string/function/table");
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), count = 0;
  bool changed = false;
  prepare(&m, L, s, length, p + pattern_length);
  bool anchored = *p == '^' && pattern_length > 0;
  p += anchored;
  if (type == LUA_TNUMBER) lua_tostring(L, 3);  // once, before the buffer stands on the stack
  luaL_buffinit(L, &buffer);
  while (count < most) {
    const char *end = match_from(&m, s, p);
    if (end != NULL && end != last) {
      count++;
      changed = add_replacement(&m, &buffer, s, end, type) || changed;
      s = last = end;
    } else if (s < m.end) {
      luaL_addchar(&buffer, *s++);
    } else {
      break;
    }
    if (anchored) break;
  }
  if (!changed) {
    lua_pushvalue(L, 1);
  } else {
    luaL_addlstring(&buffer, s, (size_t)(m.end - s));
    luaL_pushresult(&buffer);
  }
  lua_pushinteger(L, count);
  return 2;
}

void clua_open_patterns(lua_State *L) {
  static const luaL_Reg replacements[] = {
    {"find", find}, {"match", match_function}, {"gmatch", gmatch}, {"gsub", gsub}, {NULL, NULL},
  };
  lua_getglobal(L, LUA_STRLIBNAME);
  luaL_setfuncs(L, replacements, 0);
  lua_pop(L, 1);
}
