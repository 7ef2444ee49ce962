// What our engine offers scripts, written against Lua's C interface as its manual teaches, to be measured beside it.
#ifndef CPEER_H
#define CPEER_H

#include <stdbool.h>
#include <stddef.h>

/// Makes a state with all of Lua's libraries, a function `double`, a point `p` with a method and a property, a column `c`
/// of doubles, and a function `fail`.
void *_Nullable peer_create(const double *_Nullable values, size_t count);
void peer_destroy(void *_Nonnull state);

/// Compiles a chunk and keeps it to be run again; false if it is not Lua.
bool peer_load(void *_Nonnull state, const char *_Nonnull source);

/// Runs the chunk and returns what it returned; NaN where that is no number.
double peer_run(void *_Nonnull state);

/// Calls the global function `callee` with a number and returns its number.
double peer_call(void *_Nonnull state, double argument);

/// The bytes that the process has allocated and not freed; 0 where the system does not tell.
size_t peer_allocated_bytes(void);

#endif
