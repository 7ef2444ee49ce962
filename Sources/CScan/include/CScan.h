// Looks at the bytes of delimited text many at a time: SSE2, NEON, or a byte after the other. Header-only where it is hot.
#ifndef CSCAN_H
#define CSCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// Which of 64 bytes are of a kind, the first byte in the lowest bit.
typedef struct {
  uint64_t quotes;
  uint64_t delimiters;
  /// LF and CR.
  uint64_t line_ends;
  /// NUL, and what is not ASCII.
  uint64_t odd;
} cscan_masks;

#if defined(__SSE2__)

static inline __attribute__((always_inline)) uint64_t cscan_bits(__m128i a, __m128i b, __m128i c, __m128i d) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 | (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

#define CSCAN_LOAD(bytes)                                               \
  const __m128i a = _mm_loadu_si128((const __m128i *)(bytes));          \
  const __m128i b = _mm_loadu_si128((const __m128i *)((bytes) + 16));   \
  const __m128i c = _mm_loadu_si128((const __m128i *)((bytes) + 32));   \
  const __m128i d = _mm_loadu_si128((const __m128i *)((bytes) + 48))

/// Where 64 bytes are one byte.
static inline __attribute__((always_inline)) uint64_t cscan_find64(const uint8_t *bytes, uint8_t wanted) {
  CSCAN_LOAD(bytes);
  const __m128i w = _mm_set1_epi8((char)wanted);
  return cscan_bits(_mm_cmpeq_epi8(a, w), _mm_cmpeq_epi8(b, w), _mm_cmpeq_epi8(c, w), _mm_cmpeq_epi8(d, w));
}

/// What is found in 64 bytes, all of which must be there to be read.
static inline __attribute__((always_inline)) cscan_masks cscan_look64(const uint8_t *bytes, uint8_t delimiter) {
  CSCAN_LOAD(bytes);
  const __m128i quote = _mm_set1_epi8('"'), comma = _mm_set1_epi8((char)delimiter), feed = _mm_set1_epi8('\n'),
                ret = _mm_set1_epi8('\r'), zero = _mm_setzero_si128();
  cscan_masks found;
  found.quotes = cscan_bits(_mm_cmpeq_epi8(a, quote), _mm_cmpeq_epi8(b, quote), _mm_cmpeq_epi8(c, quote),
                            _mm_cmpeq_epi8(d, quote));
  found.delimiters = cscan_bits(_mm_cmpeq_epi8(a, comma), _mm_cmpeq_epi8(b, comma), _mm_cmpeq_epi8(c, comma),
                                _mm_cmpeq_epi8(d, comma));
  found.line_ends = cscan_bits(_mm_or_si128(_mm_cmpeq_epi8(a, feed), _mm_cmpeq_epi8(a, ret)),
                               _mm_or_si128(_mm_cmpeq_epi8(b, feed), _mm_cmpeq_epi8(b, ret)),
                               _mm_or_si128(_mm_cmpeq_epi8(c, feed), _mm_cmpeq_epi8(c, ret)),
                               _mm_or_si128(_mm_cmpeq_epi8(d, feed), _mm_cmpeq_epi8(d, ret)));
  // The sign bit is what makes a byte not ASCII, so that only NUL needs a comparison.
  found.odd = cscan_bits(_mm_or_si128(_mm_cmpeq_epi8(a, zero), a), _mm_or_si128(_mm_cmpeq_epi8(b, zero), b),
                         _mm_or_si128(_mm_cmpeq_epi8(c, zero), c), _mm_or_si128(_mm_cmpeq_epi8(d, zero), d));
  return found;
}

#elif defined(__aarch64__) && defined(__ARM_NEON)

static inline __attribute__((always_inline)) uint64_t cscan_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c,
                                                                 uint8x16_t d) {
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t one = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
  uint8x16_t two = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
  one = vpaddq_u8(one, two);
  one = vpaddq_u8(one, one);
  return vgetq_lane_u64(vreinterpretq_u64_u8(one), 0);
}

#define CSCAN_LOAD(bytes)                                                                  \
  const uint8x16_t a = vld1q_u8(bytes), b = vld1q_u8((bytes) + 16), c = vld1q_u8((bytes) + 32), \
                   d = vld1q_u8((bytes) + 48)

static inline __attribute__((always_inline)) uint64_t cscan_find64(const uint8_t *bytes, uint8_t wanted) {
  CSCAN_LOAD(bytes);
  const uint8x16_t w = vdupq_n_u8(wanted);
  return cscan_bits(vceqq_u8(a, w), vceqq_u8(b, w), vceqq_u8(c, w), vceqq_u8(d, w));
}

static inline __attribute__((always_inline)) cscan_masks cscan_look64(const uint8_t *bytes, uint8_t delimiter) {
  CSCAN_LOAD(bytes);
  const uint8x16_t feed = vdupq_n_u8('\n'), ret = vdupq_n_u8('\r'), one = vdupq_n_u8(1), limit = vdupq_n_u8(127);
  cscan_masks found;
  found.quotes = cscan_find64(bytes, '"');
  found.delimiters = cscan_find64(bytes, delimiter);
  found.line_ends = cscan_bits(vorrq_u8(vceqq_u8(a, feed), vceqq_u8(a, ret)), vorrq_u8(vceqq_u8(b, feed), vceqq_u8(b, ret)),
                               vorrq_u8(vceqq_u8(c, feed), vceqq_u8(c, ret)), vorrq_u8(vceqq_u8(d, feed), vceqq_u8(d, ret)));
  // Less one, the bytes 1 to 127 are those below 127.
  found.odd = cscan_bits(vcgeq_u8(vsubq_u8(a, one), limit), vcgeq_u8(vsubq_u8(b, one), limit),
                         vcgeq_u8(vsubq_u8(c, one), limit), vcgeq_u8(vsubq_u8(d, one), limit));
  return found;
}

#else

static inline uint64_t cscan_find64(const uint8_t *bytes, uint8_t wanted) {
  uint64_t found = 0;
  for (int place = 0; place < 64; place++) found |= (uint64_t)(bytes[place] == wanted) << place;
  return found;
}

static inline cscan_masks cscan_look64(const uint8_t *bytes, uint8_t delimiter) {
  cscan_masks found = {cscan_find64(bytes, '"'), cscan_find64(bytes, delimiter),
                       cscan_find64(bytes, '\n') | cscan_find64(bytes, '\r'), cscan_find64(bytes, 0)};
  for (int place = 0; place < 64; place++) found.odd |= (uint64_t)(bytes[place] >> 7) << place;
  return found;
}

#endif

/// A text of up to 32 bytes as four words, with zeros behind it.
typedef struct {
  uint64_t words[4];
} cscan_text;

/// Takes a text of up to 32 bytes, from memory of which 32 bytes can be read.
static inline __attribute__((always_inline)) cscan_text cscan_take32(const uint8_t *bytes, size_t length) {
  static const uint64_t masks[8] = {~0ull, ~0ull, ~0ull, ~0ull, 0, 0, 0, 0};
  cscan_text text, mask;
  memcpy(&text, bytes, 32);
  memcpy(&mask, (const uint8_t *)masks + 32 - length, 32);
  for (int place = 0; place < 4; place++) text.words[place] &= mask.words[place];
  return text;
}

/// Copies a text, up to 31 bytes more than it has: so many can be read behind it, and written behind the copy.
static inline __attribute__((always_inline)) void cscan_copy(uint8_t *target, const uint8_t *bytes, size_t length) {
  for (size_t place = 0; place < length; place += 32) memcpy(target + place, bytes + place, 32);
}

/// Asks for the memory at a place that will be read soon; any place may be named.
static inline __attribute__((always_inline)) void cscan_prefetch(const void *place) { __builtin_prefetch(place); }

/// What ``cscan_fill`` found.
typedef struct {
  size_t record_count;
  /// The line ends, those inside quotes too.
  size_t line_count;
} cscan_index;

/// Writes where each cell of a block of whole records begins and ends; `RecordIndex` says how.
///
/// 64 bytes more than the block has can be read, and are zero. There is room for an entry and a half for each byte, and
/// for sixteen more.
///
/// Returns zero where anything is wrong: a record of another width or longer than it may be, a stray or unclosed quote,
/// a last record without its end that is not that of the file, or bytes that are no UTF-8 or NUL.
int cscan_fill(cscan_index *index, const uint8_t *bytes, size_t start, size_t count, uint8_t delimiter, size_t width,
               size_t longest, int is_final, uint32_t *entries);

/// Whether ``cscan_crc32`` works on this processor.
int cscan_has_crc32(void);

/// The CRC-32 of gzip over more bytes, a multiple of 64 and not none.
uint32_t cscan_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
