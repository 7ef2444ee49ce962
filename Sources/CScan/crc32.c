#include "CScan.h"

// CRC-32 by carry-less multiplication, 64 bytes a step: V. Gopal and others, "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel 2009. The constants are those of its last page, bits reflected.

#if defined(__x86_64__)

#include <smmintrin.h>
#include <wmmintrin.h>

int cscan_has_crc32(void) { return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1"); }

#define TARGET __attribute__((target("pclmul,sse4.1")))

TARGET static inline __m128i fold(__m128i value, __m128i next, __m128i keys) {
  const __m128i low = _mm_clmulepi64_si128(value, keys, 0x00), high = _mm_clmulepi64_si128(value, keys, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

TARGET uint32_t cscan_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  const __m128i *from = (const __m128i *)bytes;
  const __m128i by64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  __m128i a = _mm_xor_si128(_mm_loadu_si128(from), _mm_cvtsi32_si128((int)~crc));
  __m128i b = _mm_loadu_si128(from + 1), c = _mm_loadu_si128(from + 2), d = _mm_loadu_si128(from + 3);
  for (size_t left = count / 64 - 1; left > 0; left--) {
    from += 4;
    a = fold(a, _mm_loadu_si128(from), by64);
    b = fold(b, _mm_loadu_si128(from + 1), by64);
    c = fold(c, _mm_loadu_si128(from + 2), by64);
    d = fold(d, _mm_loadu_si128(from + 3), by64);
  }
  a = fold(fold(fold(a, b, by16), c, by16), d, by16);
  // From 128 bits to 64, and by Barrett's reduction to 32.
  const __m128i low = _mm_setr_epi32(~0, 0, ~0, 0);
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by16, 0x10));
  const __m128i by4 = _mm_set_epi64x(0, 0x0163cd6124);
  a = _mm_xor_si128(_mm_srli_si128(a, 4), _mm_clmulepi64_si128(_mm_and_si128(a, low), by4, 0x00));
  const __m128i polynomial = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  __m128i rest = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(a, low), polynomial, 0x10), low);
  a = _mm_xor_si128(a, _mm_clmulepi64_si128(rest, polynomial, 0x00));
  return ~(uint32_t)_mm_extract_epi32(a, 1);
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

#include <arm_acle.h>

int cscan_has_crc32(void) { return 1; }

uint32_t cscan_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  crc = ~crc;
  for (size_t place = 0; place < count; place += 8) {
    uint64_t word;
    memcpy(&word, bytes + place, 8);
    crc = __crc32d(crc, word);
  }
  return ~crc;
}

#else

int cscan_has_crc32(void) { return 0; }

uint32_t cscan_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return crc;
}

#endif
