// What Swift may ask of Lua.
//
// Lua reports errors with longjmp, and a longjmp over a Swift frame leaks what the frame owns. So no Lua header is
// included here: Swift sees only the functions below, and none of them raises.
//
//   * Those that run scripts return a status (clua_load, clua_call, clua_describe).
//   * The others can fail in one way, for want of memory. While a Swift frame is live the allocator overdraws its limit
//     (`overdraft` in host.h); the trampoline raises "not enough memory" when the Swift frames are gone. If the machine
//     itself has no memory left, the process ends, as it does for a Swift allocation.
//   * Callbacks never raise. They return a count of results, or CLUA_RAISE with an error value on top of the stack.
//
// Stack indexes, and who must keep room on the stack (clua_reserve), are as in Lua's manual.
#ifndef CLUA_H
#define CLUA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLUA_ENUM __attribute__((enum_extensibility(closed)))

#pragma clang assume_nonnull begin

struct lua_State;
struct clua_host;
struct clua_flag;
struct clua_account;

/// What a callback returns to have the value on top of the stack raised.
enum { CLUA_RAISE = -1 };

// Three of Lua's own that never raise, declared so that Swift reads and pushes numbers without a call in between.
int lua_type(struct lua_State *state, int index);
double lua_tonumberx(struct lua_State *state, int index, int *_Nullable isNumber);
void lua_pushnumber(struct lua_State *state, double number);
enum { CLUA_TYPE_NUMBER = 3 };

typedef enum CLUA_ENUM {
  CLuaStatusSuccess, CLuaStatusSyntax, CLuaStatusError, CLuaStatusMemory, CLuaStatusHandler,
} CLuaStatus;

/// Why the host stopped a script. A script cannot catch it.
typedef enum CLUA_ENUM {
  CLuaAbortNone, CLuaAbortCancelled, CLuaAbortTime, CLuaAbortInstructions, CLuaAbortOutput,
} CLuaAbort;

typedef enum CLUA_ENUM {
  CLuaKindNothing, CLuaKindBoolean, CLuaKindInteger, CLuaKindNumber, CLuaKindString, CLuaKindTable, CLuaKindFunction,
  CLuaKindObject, CLuaKindOpaque,
} CLuaKind;

/// The operations a class of objects can answer; each is a bit of `operations` in clua_finish_class.
typedef enum CLUA_ENUM {
  CLuaOperationLength, CLuaOperationText, CLuaOperationEqual, CLuaOperationLess, CLuaOperationLessOrEqual,
  CLuaOperationAdd, CLuaOperationSubtract, CLuaOperationMultiply, CLuaOperationDivide, CLuaOperationNegate,
  CLuaOperationConcatenate, CLuaOperationPairs,
} CLuaOperation;

/// How objects of a class are read: by the interpreter alone where there are only methods, or by a callback, for
/// elements too or not.
typedef enum CLUA_ENUM { CLuaReadingMethods, CLuaReadingFields, CLuaReadingElements } CLuaReading;

/// A value read from the stack. Bytes and payload live as long as the value stays in Lua.
typedef struct CLuaValue {
  CLuaKind kind;
  bool boolean;
  int64_t integer;
  double number;
  const uint8_t *_Nullable bytes;
  size_t length;
  const void *_Nullable classTag;
  void *_Nullable payload;
} CLuaValue;

/// A number that may be none, returned in registers.
typedef struct CLuaInteger { int64_t integer; bool isOne; } CLuaInteger;
typedef struct CLuaNumber { double number; bool isOne; } CLuaNumber;

/// Where a callback was called from, copied without building a string in Lua.
typedef struct CLuaPosition {
  int line;               // 0 when unknown
  bool isMethod;          // called as object:name()
  char source[64];        // the chunk's short name
  char function[64];      // empty when Lua does not know it
} CLuaPosition;

typedef struct CLuaCallbacks {
  int (*call)(struct lua_State *state, void *function);
  int (*index)(struct lua_State *state, const void *classTag);
  /// Pushes an element counted from one, which no class without elements is asked for.
  int (*element)(struct lua_State *state, void *payload, int64_t index);
  int (*operate)(struct lua_State *state, const void *classTag, CLuaOperation operation);
  void (*release)(void *payload);
  void (*output)(void *owner, const uint8_t *bytes, size_t length);
} CLuaCallbacks;

/// Limits; the greatest value of a type stands for none.
typedef struct CLuaLimits {
  size_t memory, output, source, stack;
  uint64_t instructions, nanoseconds;
  int interval;           // instructions between two polls; 0 polls never
  bool bySignal;          // a signal to the script's thread has it poll when it has to stop
} CLuaLimits;

// A flag another thread may set.
struct clua_flag *clua_flag_create(void);
void clua_flag_destroy(struct clua_flag *flag);
void clua_flag_set(struct clua_flag *flag, bool value);
bool clua_flag_get(const struct clua_flag *flag);

// A count of bytes that another thread may change.
struct clua_account *clua_account_create(void);
void clua_account_destroy(struct clua_account *account);
void clua_account_add(struct clua_account *account, ptrdiff_t bytes);

/// Starts a thread that ends by itself; false if the system has none to give.
bool clua_start_thread(size_t stack, void (*body)(void *context), void *context);

// Hosts.
struct clua_host *_Nullable clua_create(const CLuaCallbacks *callbacks, const CLuaLimits *limits, void *owner);
void clua_destroy(struct clua_host *host);
void clua_set_flag(struct clua_host *host, struct clua_flag *flag);
void clua_set_account(struct clua_host *host, struct clua_account *account);
void *clua_owner(struct lua_State *state);
struct lua_State *clua_current(const struct clua_host *host);
size_t clua_memory(const struct clua_host *host);
/// Whether what is held is more than the host allows. Within a callback that may be for a while.
bool clua_memory_exceeded(const struct clua_host *host);
void clua_collect(struct clua_host *host);

// Runs: the outermost call begins one, and every budget counts from there.
void clua_begin(struct clua_host *host);
CLuaAbort clua_aborted(const struct clua_host *host);
/// Looks at the clock and the flag now; long callbacks call it.
CLuaAbort clua_check(struct clua_host *host);
CLuaStatus clua_load(struct lua_State *state, const uint8_t *_Nullable bytes, size_t length, const char *name);
CLuaStatus clua_call(struct lua_State *state, int arguments);
/// Replaces the top of the stack by its text, as `tostring` gives it.
CLuaStatus clua_describe(struct lua_State *state);
/// Pushes the traceback of the last failed clua_call, or nil, and forgets it.
void clua_push_traceback(struct lua_State *state);
/// The place in Lua where the last failed clua_call stopped.
CLuaPosition clua_failure(const struct clua_host *host);

// The stack.
bool clua_reserve(struct lua_State *state, int slots);
int clua_top(struct lua_State *state);
void clua_set_top(struct lua_State *state, int index);
void clua_read(struct lua_State *state, int index, CLuaValue *value);
/// Reads a number that is whole, or any number; strings are not converted.
CLuaInteger clua_integer(struct lua_State *state, int index);
static inline CLuaNumber clua_number(struct lua_State *state, int index) {
  const bool isOne = lua_type(state, index) == CLUA_TYPE_NUMBER;
  return (CLuaNumber){isOne ? lua_tonumberx(state, index, NULL) : 0, isOne};
}
/// The kind of a value in Lua's words: `__name` for objects, "no value" beyond the top.
const char *clua_type_name(struct lua_State *state, int index);
/// Reads a truth value; false for anything that is none.
bool clua_boolean(struct lua_State *state, int index, bool *value);
/// The bytes of a string, which live as long as it stays in Lua; NULL for anything else.
const uint8_t *_Nullable clua_bytes(struct lua_State *state, int index, size_t *length);
/// What an object of one class holds; NULL for anything else.
void *_Nullable clua_payload(struct lua_State *state, int index, const void *classTag);
/// An index from the stack's bottom.
int clua_absolute(struct lua_State *state, int index);
const void *_Nullable clua_pointer(struct lua_State *state, int index);
void clua_position(struct lua_State *state, CLuaPosition *position);
const char *clua_position_source(const CLuaPosition *position);
const char *clua_position_function(const CLuaPosition *position);

// Pushing.
void clua_push_nil(struct lua_State *state);
void clua_push_boolean(struct lua_State *state, bool value);
void clua_push_integer(struct lua_State *state, int64_t value);
static inline void clua_push_number(struct lua_State *state, double value) { lua_pushnumber(state, value); }
void clua_push_bytes(struct lua_State *state, const uint8_t *_Nullable bytes, size_t length);
void clua_push_copy(struct lua_State *state, int index);
void clua_push_globals(struct lua_State *state);
/// Pops a value and makes it a global of every script, now and later.
void clua_set_global(struct lua_State *state, const uint8_t *_Nullable bytes, size_t length);
/// Gives the scripts that begin now globals of their own, until the other call.
void clua_enter_environment(struct lua_State *state);
void clua_leave_environment(struct lua_State *state);
/// Pushes fresh globals.
void clua_push_environment(struct lua_State *state);
/// Pops globals, and makes them those of the loaded chunk beneath.
bool clua_set_environment(struct lua_State *state);
void clua_push_table(struct lua_State *state, int elements, int fields);
/// Whether copies of all arguments that are strings fit into the memory, the same string counted as often as it is given:
/// each has at most a quarter of it, so that four do. If not, Lua's error of memory is pushed, for CLUA_RAISE.
bool clua_can_copy_strings(struct lua_State *state);
/// Pushes a function that calls back with `payload`, which Lua releases when it collects the function.
void clua_push_function(struct lua_State *state, void *payload);
/// Pushes the object that already stands for `payload`, if it lives.
bool clua_push_known(struct lua_State *state, const void *payload);
/// Pushes an object and takes over one reference to `payload`. The class must be finished.
void clua_push_object(struct lua_State *state, const void *classTag, void *payload, size_t bytes);
/// Has clua_push_known find the object at an index from now on.
void clua_remember(struct lua_State *state, int index);

// Classes: the caller pushes a table of members and fills it, finish pops it.
/// Gives scripts weak tables again, before any has run: only for those that are trusted with all of Lua.
void clua_allow_weak_tables(struct lua_State *state);
bool clua_has_class(struct lua_State *state, const void *classTag);
/// Pushes what stands for a property among a class's members: it is called with the object when it is read.
void clua_push_property(struct lua_State *state, void *payload);
/// Pops a function and has a property give it where it pushes nothing.
void clua_set_method(struct lua_State *state, int property);
void clua_finish_class(
  struct lua_State *state, const void *classTag, const char *name, uint32_t operations, CLuaReading reading);

// Tables, always raw: no metamethod runs.
size_t clua_table_length(struct lua_State *state, int index);
bool clua_has_metatable(struct lua_State *state, int index);
/// Makes the table on top a row: reading a field that it lacks is an error that names those it has. It takes no memory.
void clua_make_row(struct lua_State *state);
bool clua_is_row(struct lua_State *state, int index);
void clua_get_element(struct lua_State *state, int index, int64_t element);
void clua_get_field(struct lua_State *state, int index, const uint8_t *_Nullable bytes, size_t length);
/// Pops the top into the table.
void clua_set_element(struct lua_State *state, int index, int64_t element);
void clua_set_field(struct lua_State *state, int index, const uint8_t *_Nullable bytes, size_t length);
/// Replaces the key on top by the next pair. The table must not change between two calls.
bool clua_next(struct lua_State *state, int index);

// References: integers in Lua's registry.
int clua_reference(struct lua_State *state);
void clua_push_reference(struct lua_State *state, int reference);
void clua_release_reference(struct lua_State *state, int reference);

#pragma clang assume_nonnull end

#endif
