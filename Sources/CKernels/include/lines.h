// Whole lines of the cache that are written past it, for memory that is read much later: the line is not fetched first.
#ifndef SAFEGUARDING_LINES_H
#define SAFEGUARDING_LINES_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#else
#include <string.h>
#endif

#define LINES_INLINE static inline __attribute__((always_inline))

/// Writes 64 bytes; both places are aligned to so many. Another thread sees them once this one has called `lines_settle`.
LINES_INLINE void lines_write(void *target, const void *source) {
#if defined(__SSE2__)
  __m128i *to = (__m128i *)target;
  const __m128i *from = (const __m128i *)source;
  for (int part = 0; part < 4; part++) _mm_stream_si128(to + part, _mm_load_si128(from + part));
#else
  memcpy(target, source, 64);
#endif
}

/// Makes what was written so come before whatever this thread writes from now on.
LINES_INLINE void lines_settle(void) {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

#endif
