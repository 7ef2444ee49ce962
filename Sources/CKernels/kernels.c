#include "kernels.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#define HAS_SSE2 1
#elif defined(__aarch64__)
#include <arm_neon.h>
#define HAS_NEON 1
#endif

// Runs a test over whole words, then over the rows that are left. `FULL` gives the bits of 64 rows from `row` on, `ONE`
// the bit of one row.
#define EACH_WORD(FULL, ONE)                                                       \
  size_t row = 0;                                                                  \
  for (; row + 64 <= rows; row += 64) {                                            \
    uint64_t word = words[row / 64];                                               \
    if (word) words[row / 64] = word & (FULL);                                     \
  }                                                                                \
  if (row < rows) {                                                                \
    uint64_t bits = 0;                                                             \
    size_t first = row;                                                            \
    for (; row < rows; row++) bits |= (uint64_t)(ONE) << (row - first);            \
    words[first / 64] &= bits;                                                     \
  }

#if HAS_SSE2

static inline uint64_t range_8(const uint8_t *values, __m128i low, __m128i span) {
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    __m128i shifted = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(values + part * 16)), low);
    __m128i inside = _mm_cmpeq_epi8(_mm_min_epu8(shifted, span), shifted);
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(inside) << (part * 16);
  }
  return bits;
}

static inline __m128i inside_16(const uint16_t *values, __m128i low, __m128i span) {
  __m128i shifted = _mm_sub_epi16(_mm_loadu_si128((const __m128i *)values), low);
  // Nothing is left of a value within the span when the span is subtracted with saturation.
  return _mm_cmpeq_epi16(_mm_subs_epu16(shifted, span), _mm_setzero_si128());
}

static inline uint64_t range_16(const uint16_t *values, __m128i low, __m128i span) {
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    __m128i first = inside_16(values + part * 16, low, span);
    __m128i second = inside_16(values + part * 16 + 8, low, span);
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(first, second)) << (part * 16);
  }
  return bits;
}

// Ones where the value lies outside: unsigned order is signed order after both signs are turned.
static inline __m128i outside_32(const uint32_t *values, __m128i low, __m128i turned_span) {
  __m128i shifted = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)values), low);
  return _mm_cmpgt_epi32(_mm_xor_si128(shifted, _mm_set1_epi32(INT32_MIN)), turned_span);
}

static inline uint64_t range_32(const uint32_t *values, __m128i low, __m128i turned_span) {
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    const uint32_t *from = values + part * 16;
    __m128i first = _mm_packs_epi32(outside_32(from, low, turned_span), outside_32(from + 4, low, turned_span));
    __m128i second = _mm_packs_epi32(outside_32(from + 8, low, turned_span), outside_32(from + 12, low, turned_span));
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(first, second)) << (part * 16);
  }
  return ~bits;
}

static inline uint64_t range_double(const double *values, __m128d low, __m128d high) {
  uint64_t bits = 0;
  for (int part = 0; part < 32; part++) {
    __m128d value = _mm_loadu_pd(values + part * 2);
    __m128d inside = _mm_and_pd(_mm_cmpge_pd(value, low), _mm_cmple_pd(value, high));
    bits |= (uint64_t)(uint32_t)_mm_movemask_pd(inside) << (part * 2);
  }
  return bits;
}

static inline uint64_t any_8(const uint8_t *values, const uint8_t *wanted, size_t count) {
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    __m128i value = _mm_loadu_si128((const __m128i *)(values + part * 16));
    __m128i found = _mm_setzero_si128();
    for (size_t place = 0; place < count; place++)
      found = _mm_or_si128(found, _mm_cmpeq_epi8(value, _mm_set1_epi8((char)wanted[place])));
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << (part * 16);
  }
  return bits;
}

static inline uint64_t any_16(const uint16_t *values, const uint16_t *wanted, size_t count) {
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    __m128i one = _mm_loadu_si128((const __m128i *)(values + part * 16));
    __m128i two = _mm_loadu_si128((const __m128i *)(values + part * 16 + 8));
    __m128i first = _mm_setzero_si128(), second = first;
    for (size_t place = 0; place < count; place++) {
      __m128i want = _mm_set1_epi16((short)wanted[place]);
      first = _mm_or_si128(first, _mm_cmpeq_epi16(one, want));
      second = _mm_or_si128(second, _mm_cmpeq_epi16(two, want));
    }
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(first, second)) << (part * 16);
  }
  return bits;
}

#elif HAS_NEON

// One bit for each of 64 bytes that are all ones or all zeros.
static inline uint64_t bits_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t ab = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
  uint8x16_t cd = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
  uint8x16_t all = vpaddq_u8(ab, cd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint64_t range_8(const uint8_t *values, uint8x16_t low, uint8x16_t span) {
  uint8x16_t part[4];
  for (int place = 0; place < 4; place++) part[place] = vcleq_u8(vsubq_u8(vld1q_u8(values + place * 16), low), span);
  return bits_of(part[0], part[1], part[2], part[3]);
}

static inline uint64_t range_16(const uint16_t *values, uint16x8_t low, uint16x8_t span) {
  uint8x16_t part[4];
  for (int place = 0; place < 4; place++) {
    uint16x8_t first = vcleq_u16(vsubq_u16(vld1q_u16(values + place * 16), low), span);
    uint16x8_t second = vcleq_u16(vsubq_u16(vld1q_u16(values + place * 16 + 8), low), span);
    part[place] = vcombine_u8(vmovn_u16(first), vmovn_u16(second));
  }
  return bits_of(part[0], part[1], part[2], part[3]);
}

static inline uint16x8_t inside_32(const uint32_t *values, uint32x4_t low, uint32x4_t span) {
  uint32x4_t first = vcleq_u32(vsubq_u32(vld1q_u32(values), low), span);
  uint32x4_t second = vcleq_u32(vsubq_u32(vld1q_u32(values + 4), low), span);
  return vcombine_u16(vmovn_u32(first), vmovn_u32(second));
}

static inline uint64_t range_32(const uint32_t *values, uint32x4_t low, uint32x4_t span) {
  uint8x16_t part[4];
  for (int place = 0; place < 4; place++) {
    const uint32_t *from = values + place * 16;
    part[place] = vcombine_u8(vmovn_u16(inside_32(from, low, span)), vmovn_u16(inside_32(from + 8, low, span)));
  }
  return bits_of(part[0], part[1], part[2], part[3]);
}

static inline uint64_t any_8(const uint8_t *values, const uint8_t *wanted, size_t count) {
  uint8x16_t part[4];
  for (int place = 0; place < 4; place++) {
    uint8x16_t value = vld1q_u8(values + place * 16), found = vdupq_n_u8(0);
    for (size_t want = 0; want < count; want++) found = vorrq_u8(found, vceqq_u8(value, vdupq_n_u8(wanted[want])));
    part[place] = found;
  }
  return bits_of(part[0], part[1], part[2], part[3]);
}

#endif

static inline int within_8(uint8_t value, uint8_t low, uint8_t span) { return (uint8_t)(value - low) <= span; }
static inline int within_16(uint16_t value, uint16_t low, uint16_t span) { return (uint16_t)(value - low) <= span; }

static inline int is_any_8(uint8_t value, const uint8_t *wanted, size_t count) {
  int found = 0;
  for (size_t place = 0; place < count; place++) found |= value == wanted[place];
  return found;
}

static inline int is_any_16(uint16_t value, const uint16_t *wanted, size_t count) {
  int found = 0;
  for (size_t place = 0; place < count; place++) found |= value == wanted[place];
  return found;
}

// The bits of 64 rows from a test of one row.
#define GATHERED(RESULT, ONE)                                                      \
  uint64_t RESULT = 0;                                                             \
  for (unsigned place = 0; place < 64; place++) RESULT |= (uint64_t)(ONE) << place;

static inline uint64_t plain_range_8(const uint8_t *values, uint8_t low, uint8_t span) {
  GATHERED(bits, within_8(values[place], low, span))
  return bits;
}

static inline uint64_t plain_range_16(const uint16_t *values, uint16_t low, uint16_t span) {
  GATHERED(bits, within_16(values[place], low, span))
  return bits;
}

static inline uint64_t plain_range_32(const uint32_t *values, uint32_t low, uint32_t span) {
  GATHERED(bits, values[place] - low <= span)
  return bits;
}

static inline uint64_t plain_range_64(const uint64_t *values, uint64_t low, uint64_t span) {
  GATHERED(bits, values[place] - low <= span)
  return bits;
}

static inline uint64_t plain_range_double(const double *values, double low, double high) {
  GATHERED(bits, (values[place] >= low) & (values[place] <= high))
  return bits;
}

static inline uint64_t plain_any_8(const uint8_t *values, const uint8_t *wanted, size_t count) {
  GATHERED(bits, is_any_8(values[place], wanted, count))
  return bits;
}

static inline uint64_t plain_any_16(const uint16_t *values, const uint16_t *wanted, size_t count) {
  GATHERED(bits, is_any_16(values[place], wanted, count))
  return bits;
}

void kernels_keep_range_8(const uint8_t *values, uint8_t low, uint8_t span, uint64_t *words, size_t rows) {
#if HAS_SSE2
  __m128i lows = _mm_set1_epi8((char)low), spans = _mm_set1_epi8((char)span);
  EACH_WORD(range_8(values + row, lows, spans), within_8(values[row], low, span))
#elif HAS_NEON
  uint8x16_t lows = vdupq_n_u8(low), spans = vdupq_n_u8(span);
  EACH_WORD(range_8(values + row, lows, spans), within_8(values[row], low, span))
#else
  EACH_WORD(plain_range_8(values + row, low, span), within_8(values[row], low, span))
#endif
}

void kernels_keep_range_16(const uint16_t *values, uint16_t low, uint16_t span, uint64_t *words, size_t rows) {
#if HAS_SSE2
  __m128i lows = _mm_set1_epi16((short)low), spans = _mm_set1_epi16((short)span);
  EACH_WORD(range_16(values + row, lows, spans), within_16(values[row], low, span))
#elif HAS_NEON
  uint16x8_t lows = vdupq_n_u16(low), spans = vdupq_n_u16(span);
  EACH_WORD(range_16(values + row, lows, spans), within_16(values[row], low, span))
#else
  EACH_WORD(plain_range_16(values + row, low, span), within_16(values[row], low, span))
#endif
}

void kernels_keep_range_32(const uint32_t *values, uint32_t low, uint32_t span, uint64_t *words, size_t rows) {
#if HAS_SSE2
  __m128i lows = _mm_set1_epi32((int)low), spans = _mm_set1_epi32((int)(span ^ 0x80000000u));
  EACH_WORD(range_32(values + row, lows, spans), values[row] - low <= span)
#elif HAS_NEON
  uint32x4_t lows = vdupq_n_u32(low), spans = vdupq_n_u32(span);
  EACH_WORD(range_32(values + row, lows, spans), values[row] - low <= span)
#else
  EACH_WORD(plain_range_32(values + row, low, span), values[row] - low <= span)
#endif
}

void kernels_keep_range_64(const uint64_t *values, uint64_t low, uint64_t span, uint64_t *words, size_t rows) {
  EACH_WORD(plain_range_64(values + row, low, span), values[row] - low <= span)
}

void kernels_keep_range_double(const double *values, double low, double high, uint64_t *words, size_t rows) {
#if HAS_SSE2
  __m128d lows = _mm_set1_pd(low), highs = _mm_set1_pd(high);
  EACH_WORD(range_double(values + row, lows, highs), (values[row] >= low) & (values[row] <= high))
#else
  EACH_WORD(plain_range_double(values + row, low, high), (values[row] >= low) & (values[row] <= high))
#endif
}

void kernels_keep_any_8(const uint8_t *values, const uint8_t *wanted, size_t count, uint64_t *words, size_t rows) {
#if HAS_SSE2 || HAS_NEON
  EACH_WORD(any_8(values + row, wanted, count), is_any_8(values[row], wanted, count))
#else
  EACH_WORD(plain_any_8(values + row, wanted, count), is_any_8(values[row], wanted, count))
#endif
}

void kernels_keep_any_16(const uint16_t *values, const uint16_t *wanted, size_t count, uint64_t *words, size_t rows) {
#if HAS_SSE2
  EACH_WORD(any_16(values + row, wanted, count), is_any_16(values[row], wanted, count))
#else
  EACH_WORD(plain_any_16(values + row, wanted, count), is_any_16(values[row], wanted, count))
#endif
}

// A table is asked only for rows that are still in, since each look-up costs as much as many comparisons.
#define KEEP_TABLE                                                                 \
  for (size_t first = 0; first < rows; first += 64) {                              \
    uint64_t word = words[first / 64];                                             \
    if (first + 64 > rows) word &= ((uint64_t)1 << (rows - first)) - 1;            \
    uint64_t kept = 0;                                                             \
    if (word == UINT64_MAX) {                                                      \
      for (unsigned place = 0; place < 64; place++)                                \
        kept |= (uint64_t)(table[values[first + place]] & 1) << place;             \
    } else {                                                                       \
      for (uint64_t rest = word; rest; rest &= rest - 1) {                         \
        unsigned place = (unsigned)__builtin_ctzll(rest);                          \
        kept |= (uint64_t)(table[values[first + place]] & 1) << place;             \
      }                                                                            \
    }                                                                              \
    words[first / 64] = kept;                                                      \
  }

void kernels_keep_table_8(const uint8_t *values, const uint8_t *table, uint64_t *words, size_t rows) { KEEP_TABLE }
void kernels_keep_table_16(const uint16_t *values, const uint8_t *table, uint64_t *words, size_t rows) { KEEP_TABLE }
void kernels_keep_table_32(const uint32_t *values, const uint8_t *table, uint64_t *words, size_t rows) { KEEP_TABLE }
