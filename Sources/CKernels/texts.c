#include "kernels.h"

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

int kernels_is_ascii(const uint8_t *text, size_t count) {
  uint8_t all = 0;
  for (size_t place = 0; place < count; place++) all |= text[place];
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

int kernels_contains_folded(const uint8_t *text, size_t count, const uint8_t *wanted, size_t length) {
  if (length == 0) return 1;
  if (count < length) return 0;
  size_t places = count - length + 1;
#if HAS_SSE2 || HAS_NEON
  if (places >= 16) {
    const uint8_t ends[4] = {wanted[0], raised(wanted[0]), wanted[length - 1], raised(wanted[length - 1])};
    for (size_t start = 0;;) {
      uint64_t found = ends_match(text + start, text + start + length - 1, ends);
      for (; found; found &= found - 1) {
        size_t place = start + (size_t)__builtin_ctzll(found) / BITS_PER_PLACE;
        if (kernels_begins_folded(text + place, length, wanted, length)) return 1;
      }
      if (start + 16 >= places) return 0;
      // The last sixteen places may overlap those before them.
      start = start + 32 <= places ? start + 16 : places - 16;
    }
  }
#endif
  for (size_t place = 0; place < places; place++)
    if (kernels_begins_folded(text + place, length, wanted, length)) return 1;
  return 0;
}
