// Runs Lua's official test suite through CLua's host: its allocator, hook, protected call and traceback. Scripts/check-lua-suite
// builds it; no target of the package does, so nothing here reaches the product.
//
//   suite full FILE...       with all of Lua's libraries opened over the sandbox, stopped by signals as the command line is:
//                            db.lua wants to be alone with its hooks
//   suite polled FILE...     the same, but polled by a hook as a library's engine is
//   suite sandbox FILE...    polled, and as scripts find it
//
// Each file has a new state.
#include "../../Sources/CLua/host.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int call(lua_State *L, void *function) { (void)L; (void)function; return 0; }
static int index_object(lua_State *L, const void *tag) { (void)L; (void)tag; return 0; }
static int element(lua_State *L, void *payload, int64_t index) { (void)L; (void)payload; (void)index; return 0; }
static int operate(lua_State *L, const void *tag, CLuaOperation operation) { (void)L; (void)tag; (void)operation; return 0; }
static void release(void *payload) { (void)payload; }
static void output(void *owner, const uint8_t *bytes, size_t length) { (void)owner; fwrite(bytes, 1, length, stdout); }

static struct clua_host *create(bool polls) {
  CLuaCallbacks callbacks = {call, index_object, element, operate, release, output};
  CLuaLimits limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, UINT64_MAX, UINT64_MAX, polls ? 1000 : 0, !polls};
  struct clua_host *host = clua_create(&callbacks, &limits, &callbacks);
  if (host == NULL) abort();
  return host;
}

static char *contents(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  size_t capacity = 1 << 20;  // the largest file of the suite has 40 kB
  char *bytes = malloc(capacity);
  if (bytes == NULL) abort();
  *length = fread(bytes, 1, capacity, file);
  fclose(file);
  return bytes;
}

/// Passes over a first line that begins with `#`, as the interpreter of the suite does.
static bool run(struct clua_host *host, const char *path) {
  lua_State *L = host->main;
  size_t length = 0, start = 0;
  char *bytes = contents(path, &length), name[512];
  if (bytes == NULL) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  if (length > 0 && bytes[0] == '#') while (start < length && bytes[start] != '\n') start++;
  snprintf(name, sizeof name, "@%s", path);
  clua_begin(host);
  CLuaStatus status = clua_load(L, (const uint8_t *)bytes + start, length - start, name);
  free(bytes);
  if (status == CLuaStatusSuccess) status = clua_call(L, 0);
  if (status == CLuaStatusSuccess) {
    lua_settop(L, 0);
    return true;
  }
  fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  clua_push_traceback(L);
  if (lua_isstring(L, -1)) fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_settop(L, 0);
  return false;
}

int main(int count, char **arguments) {
  if (count < 3) return 64;
  bool polls = strcmp(arguments[1], "full") != 0, open = strcmp(arguments[1], "sandbox") != 0, passed = true;
  for (int i = 2; i < count; i++) {
    struct clua_host *host = create(polls);
    if (open) {
      luaL_openlibs(host->main);
      clua_allow_weak_tables(host->main);
      const char *modes[] = {"_U", "_soft", "_port", "_nomsg"};  // the suite's own words for what runs on any machine
      for (int mode = 0; mode < 4; mode++) {
        lua_pushboolean(host->main, 1);
        lua_setglobal(host->main, modes[mode]);
      }
    }
    bool good = run(host, arguments[i]);
    fflush(stdout);
    fprintf(stderr, "%s %s: %s\n", arguments[1], arguments[i], good ? "passed" : "FAILED");
    passed = passed && good;
    clua_destroy(host);
  }
  return passed ? 0 : 1;
}
