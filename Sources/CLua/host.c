// Engines in C: the capped allocator, the polling hook, and aborts.
//
// An abort is sticky. Once the host wants a script stopped, `abort` is set; from then on the hook, every poll, and every
// protected call and resume that a script can reach raise again, until the outermost call has returned.
#include "host.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

char clua_abort_key, clua_traceback_key, clua_function_tag, clua_identity_key, clua_poisoned_key;

struct clua_flag *clua_flag_create(void) {
  struct clua_flag *flag = calloc(1, sizeof *flag);
  if (flag == NULL) abort();
  atomic_init(&flag->value, false);
  atomic_init(&flag->wakes, false);
  atomic_init(&flag->senders, 0);
  return flag;
}

void clua_flag_destroy(struct clua_flag *flag) { free(flag); }
void clua_flag_set(struct clua_flag *flag, bool value) {
  atomic_store(&flag->value, value);
  if (value) clua_wake(flag);
}
bool clua_flag_get(const struct clua_flag *flag) { return atomic_load(&flag->value); }

struct clua_account *clua_account_create(void) {
  struct clua_account *account = calloc(1, sizeof *account);
  if (account == NULL) abort();
  atomic_init(&account->bytes, 0);
  return account;
}

void clua_account_destroy(struct clua_account *account) { free(account); }
void clua_account_add(struct clua_account *account, ptrdiff_t bytes) {
  atomic_fetch_add(&account->bytes, (size_t)bytes);  // a negative number wraps to what it takes away
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// Whether Lua's stack doubles again and again within one frame.
///
/// It does where the `__call` of a value is no function but such a value again: before 5.5 Lua then pushes one more each
/// time and moves all that it pushed before, in a loop that no hook sees, for minutes. Nothing else that fills a frame
/// grows it by one value at a time.
static bool is_call_chain(struct clua_host *h, size_t size) {
  // A stack of so many slots has some spare ones, which nothing else of the same size has after doubling.
  enum { SLOT = 16, SPARE = 5 * SLOT, LEAST = 64 * SLOT, GREATEST = 2048 * SLOT };
  lua_State *L = h->thread;
  if (size < LEAST || L == NULL) return false;
  int former = (int)((size - SPARE) / SLOT / 2 & INT_MAX), top = lua_gettop(L);
  if (top < former - former / 4 || lua_type(L, top / 2) != LUA_TTABLE || lua_type(L, top / 4 + 1) != LUA_TTABLE) return false;
  int growths = size == 2 * h->stack_bytes - SPARE ? h->stack_growths + 1 : 1;
  if (growths > 2 && size > GREATEST) return true;
  h->stack_bytes = size;
  h->stack_growths = growths;
  return false;
}

/// Whether the time would be over before Lua had collected all that there is, which it does where an allocation fails. Then
/// the script is stopped instead.
static bool ends_instead(struct clua_host *h) {
  enum { NANOSECONDS_PER_BYTE = 1, LATEST = 25000000 };
  if (!h->running || h->deadline == UINT64_MAX || (h->limits.interval == 0 && !h->limits.bySignal)) return false;
  if (h->abort == CLuaAbortNone && now() + h->used * NANOSECONDS_PER_BYTE > h->deadline + LATEST) h->abort = CLuaAbortTime;
  if (h->abort == CLuaAbortNone) return false;
  clua_arm(h);
  return true;
}

/// Polls more often from now on: one step over a string, when two are compared, takes as long as the string is.
static void note_string(struct clua_host *h, size_t size) {
  enum { BYTES_BETWEEN_POLLS = 4 << 20 };
  h->longest = size;
  size_t interval = BYTES_BETWEEN_POLLS / size;
  if (interval >= (size_t)h->greatest_interval) return;
  h->greatest_interval = interval < 1 ? 1 : (int)interval;
  if (h->greatest_interval >= h->interval) return;
  h->interval = h->greatest_interval;
  if (h->running && h->thread != NULL) lua_sethook(h->thread, clua_hook, LUA_MASKCOUNT, h->interval);
}

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  struct clua_host *h = context;
  bool is_string = block == NULL && old_size == LUA_TSTRING;
  if (block == NULL) old_size = 0;  // then Lua passes the kind of the object
  if (new_size == 0) {
    if (block != NULL && (old_size == h->object_sizes[0] || old_size == h->object_sizes[1])) clua_keep_lost(h, block, old_size);
    free(block);
    h->used -= old_size;
    clua_gave_back(h, old_size);
    return NULL;
  }
  if (new_size > old_size) clua_pay_bytes(h, new_size);
  if (!h->overdraft && is_call_chain(h, new_size)) return NULL;
  if (new_size > old_size && !h->overdraft) {
    if (new_size > h->block_limit) return NULL;
    size_t taken = clua_taken(h), allowed = h->limits.memory == SIZE_MAX ? SIZE_MAX : h->limits.memory + h->garbage;
    if ((taken > allowed || new_size - old_size > allowed - taken) && !ends_instead(h)) return NULL;
  }
  void *result = realloc(block, new_size);
  if (result == NULL) {
    if (new_size <= old_size) return block;
    if (h->overdraft) abort();  // there is no way to report it that does not jump over Swift
    return NULL;
  }
  h->used += new_size - old_size;
  if (is_string && new_size > h->longest && h->greatest_interval > 1) note_string(h, new_size);
  if (new_size < old_size) clua_gave_back(h, old_size - new_size);
  return result;
}

CLuaAbort clua_check(struct clua_host *h) {
  if (h->abort != CLuaAbortNone || !h->running) return h->abort;
  if (h->flag != NULL && atomic_load_explicit(&h->flag->value, memory_order_relaxed)) h->abort = CLuaAbortCancelled;
  else if (h->instructions > h->limits.instructions) h->abort = CLuaAbortInstructions;
  else if (h->deadline != UINT64_MAX && (h->looked = now()) > h->deadline) h->abort = CLuaAbortTime;
  return h->abort;
}

void clua_poll(lua_State *L, int cost) {
  struct clua_host *h = clua_host_of(L);
  h->instructions += (uint64_t)cost;
  if (clua_check(h) != CLuaAbortNone) clua_raise_abort(L);
}

void clua_pay_bytes(struct clua_host *h, size_t bytes) {
  enum { STEP = 1 << 20 };
  h->moved += bytes;
  if (h->moved < STEP || (h->limits.interval == 0 && !h->limits.bySignal)) return;
  h->moved = 0;
  // The allocator cannot raise, so the next instruction does.
  if (h->running && h->abort == CLuaAbortNone && clua_check(h) != CLuaAbortNone) clua_arm(h);
}

/// After an armed hook that came too early, the next look.
enum { ARMED_INTERVAL = 1000 };

/// Polls more often where the last instructions were slow, such as calls that copy arguments by the hundred thousand.
static void pace(struct clua_host *h, uint64_t took) {
  enum { LONG = 8000000, SHORT = 500000 };  // nanoseconds
  if (took > LONG) h->interval = (int)((uint64_t)h->interval * (LONG / 4) / took) + 1;
  else if (took < SHORT) h->interval = h->interval < h->greatest_interval / 2 ? h->interval * 2 : h->greatest_interval;
}

void clua_hook(lua_State *L, lua_Debug *event) {
  (void)event;
  struct clua_host *h = clua_host_of(L);
  bool armed = h->armed;
  h->armed = 0;  // before the look, so that a signal from now on is not lost
  uint64_t looked = h->looked;
  clua_poll(L, armed ? 1 : lua_gethookcount(L));
  if (h->interval > 0 && h->deadline != UINT64_MAX) pace(h, h->looked - looked);
  int interval = h->interval > 0 ? h->interval : ARMED_INTERVAL;
  if (lua_gethookcount(L) == interval) return;
  lua_sethook(L, clua_hook, LUA_MASKCOUNT, interval);
  clua_poll(L, 0);  // this may have undone what a signal did since the look
}

/// Has the hook called at the next instruction. Lua then goes through all calls in progress, so it is not told twice: where
/// they are hundreds of thousands, that would take as long as it is until the next signal.
static void hook_next(lua_State *L) {
  if (lua_gethookcount(L) != 1) lua_sethook(L, clua_hook, LUA_MASKCOUNT, 1);
}

void clua_arm(struct clua_host *h) {
  h->armed = 1;
  if (h->thread != NULL) hook_next(h->thread);
}

void clua_switch_thread(struct clua_host *h, lua_State *L) {
  h->thread = L;
  atomic_signal_fence(memory_order_seq_cst);
  if (h->armed) hook_next(L);
  else if (h->interval > 0 && lua_gethookcount(L) != h->interval) lua_sethook(L, clua_hook, LUA_MASKCOUNT, h->interval);
}

void clua_raise_abort(lua_State *L) {
  // What still runs while the stack unwinds, the `__close` of pending variables, ends at its first instruction.
  hook_next(L);
  lua_pushlightuserdata(L, &clua_abort_key);
  lua_error(L);
  abort();
}

// Lua's own message, always interned: lua_error makes it LUA_ERRMEM.
void clua_push_memory_error(lua_State *L) { lua_pushliteral(L, "not enough memory"); }

void clua_raise_memory(lua_State *L) {
  clua_push_memory_error(L);
  lua_error(L);
  abort();
}

void clua_guard_stack(lua_State *L, struct clua_host *h) {
  const char *here = __builtin_frame_address(0);
  size_t depth = (size_t)(here > h->stack_base ? here - h->stack_base : h->stack_base - here);
  if (h->stack_base != NULL && depth > h->limits.stack) luaL_error(L, "stack overflow (calls nested too deeply)");
}

static int open(lua_State *L) {
  clua_open_sandbox(L);
  clua_open_coroutines(L);
  clua_open_tables(L);
  clua_open_sorting(L);
  clua_open_strings(L);
  clua_open_patterns(L);
  clua_open_objects(L);
  clua_open_environments(L);
  clua_open_recovery(L);
  return 0;
}

struct clua_host *clua_create(const CLuaCallbacks *callbacks, const CLuaLimits *limits, void *owner) {
  struct clua_host *h = calloc(1, sizeof *h);
  if (h == NULL) return NULL;
  h->owner = owner;
  h->callbacks = *callbacks;
  h->limits = *limits;
  h->interval = h->greatest_interval = limits->interval;
  h->block_limit = limits->memory == SIZE_MAX ? SIZE_MAX : limits->memory / 4;
  if (h->block_limit < 65536) h->block_limit = 65536;
  h->deadline = UINT64_MAX;
  h->overdraft = true;
  h->mark = (now() ^ (uintptr_t)h) * 0x9E3779B97F4A7C15u;
  lua_State *L = lua_newstate(allocate, h);
  if (L == NULL) {
    free(h);
    return NULL;
  }
  *(struct clua_host **)lua_getextraspace(L) = h;
  h->main = h->current = L;
  if (limits->interval > 0) lua_sethook(L, clua_hook, LUA_MASKCOUNT, limits->interval);
  lua_pushcfunction(L, open);
  if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
    clua_destroy(h);
    return NULL;
  }
  h->base = h->used;
  return h;
}

void clua_destroy(struct clua_host *h) {
  h->overdraft = true;
  lua_close(h->main);
  clua_release_lost(h);
  free(h);
}

void clua_begin(struct clua_host *h) {
  h->abort = CLuaAbortNone;
  h->instructions = 0;
  h->output = 0;
  h->armed = 0;
  uint64_t start = h->looked = h->limits.nanoseconds == UINT64_MAX ? 0 : now();
  h->deadline = h->limits.nanoseconds > UINT64_MAX - start ? UINT64_MAX : start + h->limits.nanoseconds;
  if (h->limits.nanoseconds == UINT64_MAX) h->deadline = UINT64_MAX;
  if (h->used < h->base + h->longest) {
    h->longest = 0;  // it is gone
    h->greatest_interval = h->limits.interval;
  }
  h->interval = h->greatest_interval;
  if (h->interval > 0) lua_sethook(h->main, clua_hook, LUA_MASKCOUNT, h->interval);
  else lua_sethook(h->main, NULL, 0, 0);
}

void clua_set_flag(struct clua_host *h, struct clua_flag *flag) { h->flag = flag; }
void clua_set_account(struct clua_host *h, struct clua_account *account) { h->account = account; }
void *clua_owner(lua_State *L) { return clua_host_of(L)->owner; }
lua_State *clua_current(const struct clua_host *h) { return h->current; }
CLuaAbort clua_aborted(const struct clua_host *h) { return h->abort; }
size_t clua_memory(const struct clua_host *h) { return clua_taken(h); }
bool clua_memory_exceeded(const struct clua_host *h) { return clua_is_exceeded(h); }
CLuaPosition clua_failure(const struct clua_host *h) { return h->failure; }

void clua_collect(struct clua_host *h) {
  lua_gc(h->current, LUA_GCCOLLECT);
  clua_release_lost(h);
}
