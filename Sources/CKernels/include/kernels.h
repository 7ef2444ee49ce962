// Tests of columns, 64 rows to a word. Each function keeps of the set bits of `words` those whose row passes, and skips
// words that have none. `rows` is the number of rows; bits beyond it become zero. Memory is read only up to `rows`.
#ifndef SAFEGUARDING_KERNELS_H
#define SAFEGUARDING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Rows whose value lies within `low ... low + span`, both counted without a sign.
void kernels_keep_range_8(const uint8_t *values, uint8_t low, uint8_t span, uint64_t *words, size_t rows);
void kernels_keep_range_16(const uint16_t *values, uint16_t low, uint16_t span, uint64_t *words, size_t rows);
void kernels_keep_range_32(const uint32_t *values, uint32_t low, uint32_t span, uint64_t *words, size_t rows);
void kernels_keep_range_64(const uint64_t *values, uint64_t low, uint64_t span, uint64_t *words, size_t rows);

/// Rows whose value lies within `low ... high`; a value that is no number does not.
void kernels_keep_range_double(const double *values, double low, double high, uint64_t *words, size_t rows);

/// Rows whose value is one of a few.
void kernels_keep_any_8(const uint8_t *values, const uint8_t *wanted, size_t count, uint64_t *words, size_t rows);
void kernels_keep_any_16(const uint16_t *values, const uint16_t *wanted, size_t count, uint64_t *words, size_t rows);

/// Rows whose value has a one in a table, which must have an entry for every value that occurs.
void kernels_keep_table_8(const uint8_t *values, const uint8_t *table, uint64_t *words, size_t rows);
void kernels_keep_table_16(const uint16_t *values, const uint8_t *table, uint64_t *words, size_t rows);
void kernels_keep_table_32(const uint32_t *values, const uint8_t *table, uint64_t *words, size_t rows);

/// Whether a text begins or ends with another, or holds it somewhere; letters of ASCII in any case. What is wanted is in lower case.
int kernels_begins_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length);
int kernels_ends_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length);
int kernels_contains_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length);

/// Rows whose text holds another, begins or ends with it, or is it, byte by byte but for the first three, which take letters of ASCII in
/// any case. There is an offset more than there are rows; offsets do not fall. What a text is to hold is not empty.
void kernels_keep_containing(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows);
void kernels_keep_beginning(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows);
void kernels_keep_ending(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows);
void kernels_keep_equal(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows);

/// Whether every byte is one of ASCII.
int kernels_is_ascii(const uint8_t *text, size_t count);

/// Whether every byte is a character: one of ASCII, and no return, which may be one character with what follows.
int kernels_is_plain(const uint8_t *text, size_t count);

#endif
