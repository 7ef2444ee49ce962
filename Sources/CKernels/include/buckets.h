// Buckets of hash tables: four places that are looked at together, and filled from the first on.
#ifndef SAFEGUARDING_BUCKETS_H
#define SAFEGUARDING_BUCKETS_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#define BUCKETS_INLINE static inline __attribute__((always_inline))

/// The first place of a bucket that holds a number or is free, which is to have all bits set; four where there is none.
/// A bucket of numbers of 32 bits is aligned to 16 bytes, one of 64 bits to 32.
BUCKETS_INLINE uint32_t buckets_place_32(const uint32_t *bucket, uint32_t number);
BUCKETS_INLINE uint32_t buckets_place_64(const uint64_t *bucket, uint64_t number);

#if defined(__SSE2__)

BUCKETS_INLINE uint32_t buckets_place_32(const uint32_t *bucket, uint32_t number) {
  const __m128i held = _mm_load_si128((const __m128i *)bucket);
  const __m128i same = _mm_cmpeq_epi32(held, _mm_set1_epi32((int)number));
  const __m128i free = _mm_cmpeq_epi32(held, _mm_set1_epi32(-1));
  const int fits = _mm_movemask_ps(_mm_castsi128_ps(_mm_or_si128(same, free)));
  return (uint32_t)__builtin_ctz((unsigned)fits | 16);
}

// Which of four numbers are another: both of their halves are.
BUCKETS_INLINE __m128 buckets_equal_64(__m128i first, __m128i second, __m128i wanted) {
  const __m128 one = _mm_castsi128_ps(_mm_cmpeq_epi32(first, wanted));
  const __m128 two = _mm_castsi128_ps(_mm_cmpeq_epi32(second, wanted));
  return _mm_and_ps(_mm_shuffle_ps(one, two, _MM_SHUFFLE(2, 0, 2, 0)), _mm_shuffle_ps(one, two, _MM_SHUFFLE(3, 1, 3, 1)));
}

BUCKETS_INLINE uint32_t buckets_place_64(const uint64_t *bucket, uint64_t number) {
  const __m128i first = _mm_load_si128((const __m128i *)bucket), second = _mm_load_si128((const __m128i *)bucket + 1);
  const __m128 same = buckets_equal_64(first, second, _mm_set1_epi64x((long long)number));
  const __m128 free = buckets_equal_64(first, second, _mm_set1_epi32(-1));
  return (uint32_t)__builtin_ctz((unsigned)_mm_movemask_ps(_mm_or_ps(same, free)) | 16);
}

#elif defined(__aarch64__) && defined(__ARM_NEON)

// The first of four lanes of 16 bits that is not zero.
BUCKETS_INLINE uint32_t buckets_first(uint16x4_t fits) {
  const uint64_t lanes = vget_lane_u64(vreinterpret_u64_u16(fits), 0);
  return lanes ? (uint32_t)__builtin_ctzll(lanes) / 16 : 4;
}

BUCKETS_INLINE uint32_t buckets_place_32(const uint32_t *bucket, uint32_t number) {
  const uint32x4_t held = vld1q_u32(bucket);
  const uint32x4_t same = vceqq_u32(held, vdupq_n_u32(number)), free = vceqq_u32(held, vdupq_n_u32(UINT32_MAX));
  return buckets_first(vmovn_u32(vorrq_u32(same, free)));
}

BUCKETS_INLINE uint32_t buckets_place_64(const uint64_t *bucket, uint64_t number) {
  const uint64x2_t first = vld1q_u64(bucket), second = vld1q_u64(bucket + 2);
  const uint64x2_t wanted = vdupq_n_u64(number), free = vdupq_n_u64(UINT64_MAX);
  const uint32x2_t one = vmovn_u64(vorrq_u64(vceqq_u64(first, wanted), vceqq_u64(first, free)));
  const uint32x2_t two = vmovn_u64(vorrq_u64(vceqq_u64(second, wanted), vceqq_u64(second, free)));
  return buckets_first(vmovn_u32(vcombine_u32(one, two)));
}

#else

#define BUCKETS_PLACE(FREE)                                                \
  uint32_t place = 4;                                                      \
  for (uint32_t lane = 4; lane-- > 0;) {                                   \
    place = bucket[lane] == number || bucket[lane] == FREE ? lane : place; \
  }                                                                        \
  return place

BUCKETS_INLINE uint32_t buckets_place_32(const uint32_t *bucket, uint32_t number) { BUCKETS_PLACE(UINT32_MAX); }
BUCKETS_INLINE uint32_t buckets_place_64(const uint64_t *bucket, uint64_t number) { BUCKETS_PLACE(UINT64_MAX); }

#undef BUCKETS_PLACE

#endif

#undef BUCKETS_INLINE

#endif
