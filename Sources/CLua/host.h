// The struct behind every Lua state of one engine, and what the C files share.
#ifndef CLUA_HOST_H
#define CLUA_HOST_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#include <signal.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include "CLua.h"

#if LUA_VERSION_NUM != 504
#error "CLua is written for Lua 5.4"
#endif

/// A request to stop, and the thread to wake for it.
struct clua_flag {
  atomic_bool value;
  atomic_bool wakes;              // a script that only a signal stops runs on `thread`
  atomic_int senders;             // calls that may be about to signal the thread
  pthread_t thread;
};

/// Bytes that are held for an engine's scripts beside those of its objects.
struct clua_account { atomic_size_t bytes; };

struct clua_host {
  lua_State *main;
  lua_State *current;             // the state a callback runs on; the main one outside of callbacks
  void *owner;
  CLuaCallbacks callbacks;
  CLuaLimits limits;
  struct clua_flag *flag;
  struct clua_account *account;
  size_t used;                    // bytes Lua holds
  size_t external;                // bytes that Swift holds for Lua's objects
  size_t unreported;              // external bytes the collector has not been stepped for
  size_t object_sizes[2];         // blocks of objects, without a value of their own and with one
  uint64_t mark;                  // what tells such blocks from others, and no script knows
  struct clua_lost *lost;         // the payloads of objects that Lua freed without their finaliser
  size_t block_limit;
  int interval;                   // instructions between two polls now
  int greatest_interval;          // the same where instructions are quick
  uint64_t looked;                // when the clock was last looked at
  size_t longest;                 // bytes of the longest string that may live
  size_t base;                    // bytes that Lua holds without any script
  size_t garbage;                 // bytes that do not count, since the collector is about to free them
  size_t begun;                   // bytes that were taken when the outermost call began
  int rounds;                     // of the collector, until there is no such garbage
  bool hurries;                   // the collector takes small steps one after the other
  size_t stack_bytes;             // of the Lua stack that grew last, and how often it did within one frame
  int stack_growths;
  size_t output;
  uint64_t instructions;
  uint64_t deadline;              // on the monotonic clock, in nanoseconds
  size_t moved;                   // bytes allocated since the clock was last looked at
  unsigned visited;               // pairs that `next` gave
  unsigned sorting;               // the cost of comparisons that was not paid for yet
  lua_State *volatile thread;     // the coroutine that runs
  volatile sig_atomic_t armed;    // a signal asked for a look at the clock at the next instruction
  sigset_t mask;                  // what the thread had blocked before the run
  bool was_blocked;
  struct clua_host *outer;        // the engine whose callback called this one, on the same thread
#if defined(__linux__)
  timer_t timer;
  bool has_timer;
#endif
  const char *stack_base;         // where the outermost call began
  CLuaAbort abort;
  bool overdraft;                 // Swift frames are live: allocation must not fail
  bool running;
  CLuaPosition failure;
  bool noted;                     // that is where the script was stopped, while it unwinds
};

/// Full userdata are made here and nowhere else (no library of the sandbox makes any), so each one begins like this.
typedef struct clua_object {
  const void *tag;                // the class's address, or clua_function_tag
  void *payload;
  size_t bytes;
  uint64_t mark;                  // the host's, with the object's address
} clua_object;

static inline uint64_t clua_mark(const struct clua_host *h, const void *object) { return h->mark ^ (uintptr_t)object; }

/// What a boundary between C and Swift saves on the way in and restores on the way out.
typedef struct clua_frame { lua_State *current; bool overdraft; } clua_frame;

/// Registry keys, and the value that stands for an abort: their addresses are what counts.
extern char clua_abort_key, clua_traceback_key, clua_function_tag, clua_identity_key, clua_poisoned_key;

static inline struct clua_host *clua_host_of(lua_State *L) { return *(struct clua_host **)lua_getextraspace(L); }

/// The bytes that scripts hold, in Lua and outside of it.
static inline size_t clua_taken(const struct clua_host *h) {
  size_t held = h->account == NULL ? 0 : atomic_load_explicit(&h->account->bytes, memory_order_relaxed);
  return h->used + h->external + held;
}

static inline bool clua_is_exceeded(const struct clua_host *h) {
  return h->limits.memory != SIZE_MAX && clua_taken(h) > h->limits.memory + h->garbage;
}

/// Notes that bytes were given back.
static inline void clua_gave_back(struct clua_host *h, size_t bytes) {
  h->garbage = h->garbage > bytes ? h->garbage - bytes : 0;
}

static inline clua_frame clua_enter_swift(struct clua_host *h, lua_State *L) {
  clua_frame frame = {h->current, h->overdraft};
  h->current = L;
  h->overdraft = true;
  return frame;
}

static inline void clua_leave_swift(struct clua_host *h, clua_frame frame) {
  h->current = frame.current;
  h->overdraft = frame.overdraft;
}

/// Ends an outermost call: sets what it left behind aside from the limit.
void clua_settle(lua_State *L, struct clua_host *h);
void clua_keep_lost(struct clua_host *h, void *block, size_t size);
void clua_release_lost(struct clua_host *h);

_Noreturn void clua_raise_abort(lua_State *L);
/// Pushes Lua's own error of memory, which lua_error knows by its text.
void clua_push_memory_error(lua_State *L);
_Noreturn void clua_raise_memory(lua_State *L);
/// Raises if the host wants the script to stop. `cost` is charged as instructions; any C loop calls it now and then.
void clua_poll(lua_State *L, int cost);
/// Has the hook look at the clock at the next instruction. Safe in a signal handler on the script's thread.
void clua_arm(struct clua_host *h);
void clua_hook(lua_State *L, lua_Debug *event);
/// Runs that only a signal stops: from here to clua_unwatch the flag and the deadline send one.
void clua_watch(struct clua_host *h);
void clua_unwatch(struct clua_host *h);
void clua_wake(struct clua_flag *flag);
/// Notes which coroutine runs, and arms it if a signal came in between.
void clua_switch_thread(struct clua_host *h, lua_State *L);
/// Raises if the C stack has grown beyond the host's limit.
void clua_guard_stack(lua_State *L, struct clua_host *h);

/// The same, where nearly every call passes and the test alone is what is paid.
static inline void clua_guard_callback(lua_State *L, struct clua_host *h) {
  const char *here = __builtin_frame_address(0);
  size_t depth = (size_t)(here > h->stack_base ? here - h->stack_base : h->stack_base - here);
  if (depth > h->limits.stack) clua_guard_stack(L, h);
}

int clua_finish_slowly(lua_State *L, struct clua_host *h, int results);

/// Ends a callback, now that its Swift frames are gone: raises what has to be raised.
static inline int clua_finish(lua_State *L, struct clua_host *h, int results) {
  if (results >= 0 && h->abort == CLuaAbortNone && !clua_is_exceeded(h)) return results;
  return clua_finish_slowly(L, h, results);
}

void clua_open_sandbox(lua_State *L);
void clua_open_objects(lua_State *L);
/// Gives back the room of objects that are gone.
void clua_shrink_identities(lua_State *L);
void clua_open_coroutines(lua_State *L);
void clua_open_recovery(lua_State *L);
void clua_open_tables(lua_State *L);
void clua_open_sorting(lua_State *L);
void clua_open_strings(lua_State *L);
void clua_open_patterns(lua_State *L);
/// Comes last: what the globals hold then are the originals.
void clua_open_environments(lua_State *L);

/// Reads text in small pieces with a look at the clock before each, since Lua's parser takes none.
int clua_load_text(lua_State *L, const char *text, size_t length, const char *name);
/// Looks at the clock when the script has moved many bytes since the last time; what finds it late arms the hook.
void clua_pay_bytes(struct clua_host *h, size_t bytes);

#endif
