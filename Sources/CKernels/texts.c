#include "kernels.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define HAS_SSE2 1
#elif defined(__aarch64__)
#include <arm_neon.h>
#define HAS_NEON 1
#endif

static inline uint8_t folded(uint8_t byte) { return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte; }

static inline uint8_t raised(uint8_t byte) { return byte >= 'a' && byte <= 'z' ? (uint8_t)(byte & ~0x20) : byte; }

int kernels_begins_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length) {
  if (count < length) return 0;
  for (size_t place = 0; place < length; place++)
    if (folded(text[place]) != wanted[place]) return 0;
  return 1;
}

int kernels_ends_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length) {
  return count >= length && kernels_begins_folded(text + (count - length), length, wanted, length);
}

int kernels_is_ascii(const uint8_t *text, size_t count) {
  uint8_t all = 0;
  for (size_t place = 0; place < count; place++) all |= text[place];
  return all < 0x80;
}

int kernels_is_plain(const uint8_t *text, size_t count) {
  uint8_t all = 0;
  for (size_t place = 0; place < count; place++) all |= text[place] | (text[place] == '\r' ? 0x80 : 0);
  return all < 0x80;
}

// The places of 16 from which the first and the last wanted byte stand, in either case, one bit each (NEON: four bits).
#if HAS_SSE2

static inline uint64_t ends_match(const uint8_t *first, const uint8_t *last, const uint8_t ends[4]) {
  __m128i one = _mm_loadu_si128((const __m128i *)first), other = _mm_loadu_si128((const __m128i *)last);
  __m128i begins = _mm_or_si128(_mm_cmpeq_epi8(one, _mm_set1_epi8((char)ends[0])), _mm_cmpeq_epi8(one, _mm_set1_epi8((char)ends[1])));
  __m128i closes = _mm_or_si128(_mm_cmpeq_epi8(other, _mm_set1_epi8((char)ends[2])), _mm_cmpeq_epi8(other, _mm_set1_epi8((char)ends[3])));
  return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_and_si128(begins, closes));
}
#define BITS_PER_PLACE 1

#elif HAS_NEON

static inline uint64_t ends_match(const uint8_t *first, const uint8_t *last, const uint8_t ends[4]) {
  uint8x16_t one = vld1q_u8(first), other = vld1q_u8(last);
  uint8x16_t begins = vorrq_u8(vceqq_u8(one, vdupq_n_u8(ends[0])), vceqq_u8(one, vdupq_n_u8(ends[1])));
  uint8x16_t closes = vorrq_u8(vceqq_u8(other, vdupq_n_u8(ends[2])), vceqq_u8(other, vdupq_n_u8(ends[3])));
  uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(vandq_u8(begins, closes)), 4);
  return vget_lane_u64(vreinterpret_u64_u8(narrow), 0) & 0x1111111111111111u;
}
#define BITS_PER_PLACE 4

#endif

// The first place from which a text holds what is wanted, which is not empty; none is the text's length.
static size_t found_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length) {
  if (count < length) return count;
  size_t places = count - length + 1;
#if HAS_SSE2 || HAS_NEON
  if (places >= 16) {
    const uint8_t ends[4] = {wanted[0], raised(wanted[0]), wanted[length - 1], raised(wanted[length - 1])};
    for (size_t start = 0;;) {
      uint64_t found = ends_match(text + start, text + start + length - 1, ends);
      for (; found; found &= found - 1) {
        size_t place = start + (size_t)__builtin_ctzll(found) / BITS_PER_PLACE;
        if (kernels_begins_folded(text + place, length, wanted, length)) return place;
      }
      if (start + 16 >= places) return count;
      // The last sixteen places may overlap those before them.
      start = start + 32 <= places ? start + 16 : places - 16;
    }
  }
#endif
  for (size_t place = 0; place < places; place++)
    if (kernels_begins_folded(text + place, length, wanted, length)) return place;
  return count;
}

int kernels_contains_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length) {
  return length == 0 || found_folded(text, count, wanted, length) < count;
}

// The rows of a word, all their texts together, that hold what is wanted.
static uint64_t holding(const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, size_t rows) {
  uint64_t bits = 0;
  size_t from = (size_t)offsets[0], end = (size_t)offsets[rows], row = 0;
  while (from < end) {
    from += found_folded(bytes + from, end - from, wanted, length);
    if (from >= end) break;
    while ((size_t)offsets[row + 1] <= from) row++;
    // What begins in one text and ends in another is found in neither.
    if (from + length <= (size_t)offsets[row + 1]) {
      bits |= (uint64_t)1 << row;
      from = (size_t)offsets[row + 1];
    } else {
      from++;
    }
  }
  return bits;
}

// Keeps of the bits of each word those whose row passes. `ONE` tells of the text from `text` on, of `count` bytes.
#define EACH_TEXT(WHOLE, ONE)                                                      \
  for (size_t first = 0; first < rows; first += 64) {                              \
    uint64_t word = words[first / 64], kept = 0;                                   \
    if (first + 64 > rows) word &= ((uint64_t)1 << (rows - first)) - 1;            \
    const int32_t *from = offsets + first;                                         \
    WHOLE                                                                          \
    for (uint64_t rest = word; rest; rest &= rest - 1) {                           \
      unsigned place = (unsigned)__builtin_ctzll(rest);                            \
      const uint8_t *text = bytes + from[place];                                   \
      size_t count = (size_t)(from[place + 1] - from[place]);                      \
      kept |= (uint64_t)((ONE) != 0) << place;                                     \
    }                                                                              \
    words[first / 64] = kept;                                                      \
  }

void kernels_keep_containing(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows) {
  EACH_TEXT(
    if (__builtin_popcountll(word) >= 32) {
      words[first / 64] = word & holding(from, bytes, wanted, length, rows - first < 64 ? rows - first : 64);
      continue;
    },
    kernels_contains_folded(text, count, wanted, length))
}

void kernels_keep_beginning(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows) {
  EACH_TEXT(, kernels_begins_folded(text, count, wanted, length))
}

void kernels_keep_ending(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows) {
  EACH_TEXT(, kernels_ends_folded(text, count, wanted, length))
}

void kernels_keep_equal(
  const int32_t *offsets, const uint8_t *bytes, const uint8_t *wanted, size_t length, uint64_t *words, size_t rows) {
  EACH_TEXT(, count == length && memcmp(text, wanted, length) == 0)
}
