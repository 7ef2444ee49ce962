#include "CScan.h"

// The index of a block of delimited text: see `RecordIndex` for what it means, and `RecordSplitter` for the rules.

typedef cscan_masks (*look)(const uint8_t *bytes, uint8_t delimiter);

typedef struct {
  const uint8_t *bytes;
  size_t start, count;
  uint8_t delimiter;
  /// Whether the next byte stands in quotes, and the place before which a quote is the second of a pair.
  int is_inside;
  size_t ignored_before;
  /// Whether something other than the end of a cell follows the end of its quotes.
  int is_stray;
} quote_state;

static inline int ends_cell(const quote_state *state, uint8_t byte) {
  return byte == state->delimiter || byte == '\n' || byte == '\r';
}

/// The bytes in quotes of a word, one quote after the other: for words that hold quotes which are letters or astray.
static uint64_t quoted_exactly(quote_state *state, uint64_t quotes, size_t place) {
  uint64_t inside = 0, open = ~0ull;
  for (; quotes != 0; quotes &= quotes - 1) {
    const unsigned bit = (unsigned)__builtin_ctzll(quotes);
    const size_t at = place + bit;
    if (at < state->ignored_before) continue;
    if (!state->is_inside) {
      // A quote that is not the first byte of a cell is a letter.
      if (at > state->start && !ends_cell(state, state->bytes[at - 1])) continue;
      state->is_inside = 1;
      open = ~0ull << bit;
    } else if (at + 1 < state->count && state->bytes[at + 1] == '"') {
      state->ignored_before = at + 2;
    } else {
      state->is_inside = 0;
      inside |= open & ~(~0ull << bit << 1);
      if (at + 1 < state->count && !ends_cell(state, state->bytes[at + 1])) {
        state->is_stray = 1;
        return inside;
      }
    }
  }
  return state->is_inside ? inside | open : inside;
}

/// The bytes in quotes of a word. Each quote turns inside to outside or back, and a pair does both, as long as those
/// that open begin a cell or follow one that closed, and those that close end a cell or are followed by one that opens.
static inline uint64_t quoted(quote_state *state, const cscan_masks *found, size_t place) {
  uint64_t quotes = found->quotes;
  if (place < state->ignored_before) quotes &= ~1ull;
  uint64_t inside = quotes;
  for (int shift = 1; shift < 64; shift <<= 1) inside ^= inside << shift;
  if (state->is_inside) inside = ~inside;
  const uint64_t ends = found->delimiters | found->line_ends | quotes;
  const uint64_t opening = quotes & inside, closing = quotes & ~inside;
  const int is_first = place == state->start || ends_cell(state, state->bytes[place - 1]);
  const uint8_t next = state->bytes[place + 64];
  const int is_last = place + 64 >= state->count || next == '"' || ends_cell(state, next);
  uint64_t after = ends >> 1 | (uint64_t)is_last << 63;
  if (place + 64 > state->count) after |= 1ull << (state->count - place - 1);
  if ((opening & ~(ends << 1 | (uint64_t)is_first)) | (closing & ~after)) {
    return quoted_exactly(state, found->quotes, place);
  }
  state->is_inside = (int)(inside >> 63);
  if (closing >> 63 && place + 64 < state->count && next == '"') {
    // The other half of the pair is the first byte of the next word.
    state->is_inside = 1;
    state->ignored_before = place + 65;
  }
  return inside;
}

/// The line ends among some bytes in quotes; a CR and its LF are one, counted at the LF.
static size_t lines_inside(uint64_t ends, const uint8_t *bytes) {
  size_t lines = 0;
  for (; ends != 0; ends &= ends - 1) {
    const unsigned at = (unsigned)__builtin_ctzll(ends);
    lines += bytes[at] == '\n' || bytes[at + 1] != '\n';
  }
  return lines;
}

/// The length of the character that begins at a byte over 0x7F, or zero where none does: table 3-7 of the Unicode
/// Standard.
static size_t character_length(const uint8_t *bytes, size_t left) {
  const uint8_t first = bytes[0];
  size_t length;
  uint8_t least = 0x80, most = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  else if (first >= 0xE0 && first <= 0xEF) length = 3;
  else if (first >= 0xF0 && first <= 0xF4) length = 4;
  else return 0;
  if (first == 0xE0) least = 0xA0;
  if (first == 0xED) most = 0x9F;
  if (first == 0xF0) least = 0x90;
  if (first == 0xF4) most = 0x8F;
  if (left < length || bytes[1] < least || bytes[1] > most) return 0;
  for (size_t place = 2; place < length; place++) {
    if ((bytes[place] & 0xC0) != 0x80) return 0;
  }
  return length;
}

/// Writes the places of a word's bits, and returns where the next entry goes; up to seven more are overwritten.
static inline uint32_t *flatten(uint32_t *entry, uint64_t bits, uint32_t place) {
  uint32_t *const end = entry + __builtin_popcountll(bits);
  while (bits != 0) {
    for (int turn = 0; turn < 8; turn++) {
      // What is written once no bit is left means nothing, and is overwritten or lies behind the end.
      entry[turn] = place + (uint32_t)__builtin_ctzll(bits | 1ull << 63);
      bits &= bits - 1;
      // Keeps the compiler from counting the bits below several places with vectors, which takes four times as long.
      __asm__("" : "+r"(bits));
    }
    entry += 8;
  }
  return end;
}

static inline __attribute__((always_inline)) int fill(
    cscan_index *index, const uint8_t *bytes, size_t start, size_t count, uint8_t delimiter, size_t width,
    size_t longest, int is_final, uint32_t *entries, look look64) {
  quote_state state = {bytes, start, count, delimiter, 0, 0, 0};
  size_t row_start = start, lines = 0, checked = start;
  entries[0] = (uint32_t)(start - 1);
  uint32_t *entry = entries + 1, *row = entries;
  for (size_t place = start; place < count; place += 64) {
    cscan_masks found = look64(bytes + place, delimiter);
    // Keeps the compiler from combining masks before they are masks, a byte at a time.
    __asm__("" : "+r"(found.quotes), "+r"(found.delimiters), "+r"(found.line_ends), "+r"(found.odd));
    uint64_t odd = found.odd;
    if (place + 64 > count) odd &= (1ull << (count - place)) - 1;
    while (odd != 0) {
      const size_t at = place + (unsigned)__builtin_ctzll(odd);
      odd &= odd - 1;
      if (at < checked) continue;
      const size_t length = character_length(bytes + at, count - at);
      if (length == 0) return 0;
      checked = at + length;
    }
    uint64_t line_ends = found.line_ends, structure = found.delimiters | line_ends;
    if (found.quotes != 0 || state.is_inside) {
      const uint64_t inside = quoted(&state, &found, place);
      if (state.is_stray) return 0;
      if (line_ends & inside) lines += lines_inside(line_ends & inside, bytes + place);
      structure &= ~inside;
      line_ends &= ~inside;
    }
    // Where records are short, words hold several line ends, and few places stand between two of them.
    const int is_dense = (line_ends & (line_ends - 1)) != 0;
    while (line_ends != 0) {
      const unsigned bit = (unsigned)__builtin_ctzll(line_ends);
      const size_t at = place + bit;
      uint64_t before = structure & ((1ull << bit) - 1);
      if (is_dense) {
        for (; before != 0; before &= before - 1) *entry++ = (uint32_t)place + (uint32_t)__builtin_ctzll(before);
      } else {
        entry = flatten(entry, before, (uint32_t)place);
      }
      structure &= ~0ull << bit << 1;
      line_ends &= line_ends - 1;
      if (at == row_start) {
        // An empty line, or the LF of a CRLF.
        lines += !(bytes[at] == '\n' && at > start && bytes[at - 1] == '\r');
        entry[-1] = (uint32_t)at;
      } else {
        lines += 1;
        if ((size_t)(entry - row) != width || at - row_start > longest) return 0;
        // The end of one record stands also for the byte before the next.
        entry[0] = entry[1] = (uint32_t)at;
        row = entry + 1;
        entry += 2;
      }
      row_start = at + 1;
    }
    entry = flatten(entry, structure, (uint32_t)place);
  }
  if (state.is_inside) return 0;
  if (row_start < count) {
    // Only the last record of a file may end without a line end.
    if (!is_final || (size_t)(entry - row) != width || count - row_start > longest) return 0;
    entry[0] = (uint32_t)count;
    row = entry + 1;
  }
  index->record_count = (size_t)(row - entries) / (width + 1);
  index->line_count = lines;
  return 1;
}

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,popcnt")))

TARGET static inline uint64_t bits32(__m256i a, __m256i b) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

TARGET static inline cscan_masks look64_avx2(const uint8_t *bytes, uint8_t delimiter) {
  const __m256i a = _mm256_loadu_si256((const __m256i *)bytes), b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  const __m256i quote = _mm256_set1_epi8('"'), comma = _mm256_set1_epi8((char)delimiter),
                feed = _mm256_set1_epi8('\n'), ret = _mm256_set1_epi8('\r'), zero = _mm256_setzero_si256();
  cscan_masks found;
  found.quotes = bits32(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote));
  found.delimiters = bits32(_mm256_cmpeq_epi8(a, comma), _mm256_cmpeq_epi8(b, comma));
  found.line_ends = bits32(_mm256_or_si256(_mm256_cmpeq_epi8(a, feed), _mm256_cmpeq_epi8(a, ret)),
                           _mm256_or_si256(_mm256_cmpeq_epi8(b, feed), _mm256_cmpeq_epi8(b, ret)));
  // The sign bit is what makes a byte not ASCII, so that only NUL needs a comparison.
  found.odd = bits32(_mm256_or_si256(_mm256_cmpeq_epi8(a, zero), a), _mm256_or_si256(_mm256_cmpeq_epi8(b, zero), b));
  return found;
}

TARGET static int fill_avx2(cscan_index *index, const uint8_t *bytes, size_t start, size_t count, uint8_t delimiter,
                            size_t width, size_t longest, int is_final, uint32_t *entries) {
  return fill(index, bytes, start, count, delimiter, width, longest, is_final, entries, look64_avx2);
}

#endif

int cscan_fill(cscan_index *index, const uint8_t *bytes, size_t start, size_t count, uint8_t delimiter, size_t width,
               size_t longest, int is_final, uint32_t *entries) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
    return fill_avx2(index, bytes, start, count, delimiter, width, longest, is_final, entries);
  }
#endif
  return fill(index, bytes, start, count, delimiter, width, longest, is_final, entries, cscan_look64);
}
