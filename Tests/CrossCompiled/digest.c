// Prints a digest of what each function of CKernels and CScan gives for the same random input: Scripts/check-arm64 holds
// the digests of two processors to one another.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "CScan.h"
#include "kernels.h"

static uint64_t state = 0x9E3779B97F4A7C15u;

// Marsaglia's generator of 2003 with shifts of 13, 7 and 17.
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static uint64_t below(uint64_t bound) { return (next() >> 11) % bound; }

static uint64_t digest;

static void add(uint64_t value) { digest = (digest ^ value) * 0x100000001B3u; }

static void add_bytes(const void *bytes, size_t count) {
  for (size_t place = 0; place < count; place++) add(((const uint8_t *)bytes)[place]);
}

static void print(const char *name) {
  printf("%-24s %016llx\n", name, (unsigned long long)digest);
  digest = 0xCBF29CE484222325u;
}

// Memory of just so many bytes, so that a sanitizer sees what is read behind them.
static void *taken(size_t bytes) {
  void *memory = malloc(bytes ? bytes : 1);
  if (!memory) exit(2);
  return memory;
}

// A number near another one, near zero, near the most, or anything.
static uint64_t edge(uint64_t near) {
  switch (below(5)) {
    case 0: return near + below(3) - 1;
    case 1: return below(3);
    case 2: return ~below(3);
    default: return below(2) ? next() : below(300);
  }
}

#define ROWS 300

// Calls a test of rows many times. `TYPE` is what the rows hold; `CALL` has `values`, `words` and `rows`, and `low`,
// `span` and `wanted` of that type.
#define TEST_ROWS(NAME, TYPE, CALL)                                                \
  for (int turn = 0; turn < 20000; turn++) {                                       \
    const size_t rows = below(ROWS), words_count = (rows + 63) / 64, count = below(9); \
    TYPE *values = taken(rows * sizeof(TYPE)), *wanted = taken(count * sizeof(TYPE)); \
    uint64_t *words = taken(words_count * 8);                                      \
    const TYPE low = (TYPE)edge(0), span = (TYPE)edge(0);                          \
    for (size_t row = 0; row < rows; row++) values[row] = (TYPE)edge(below(2) ? low : (TYPE)(low + span)); \
    for (size_t place = 0; place < count; place++) wanted[place] = rows ? values[below(rows)] : 0; \
    for (size_t place = 0; place < words_count; place++) words[place] = below(3) ? ~0ull : below(4) ? next() : 0; \
    CALL;                                                                          \
    add_bytes(words, words_count * 8);                                             \
    free(values), free(wanted), free(words);                                       \
    (void)low, (void)span, (void)count;                                            \
  }                                                                                \
  print(NAME);

// Keeps numbers of every size, both infinities and both zeros, and what is no number.
static void keep_doubles(const uint64_t *values, uint64_t *words, size_t rows) {
  static const double some[8] = {0.0, -0.0, INFINITY, -INFINITY, NAN, 1.5, -2.5, 3};
  double *numbers = taken(rows * sizeof(double));
  for (size_t row = 0; row < rows; row++) {
    if (below(2)) numbers[row] = some[below(8)];
    else memcpy(&numbers[row], &values[row], sizeof(double));
  }
  const double low = some[below(8)], high = some[below(8)];
  kernels_keep_range_double(numbers, low, high, words, rows);
  free(numbers);
}

static uint8_t table[1 << 16];

static void test_rows(void) {
  for (size_t place = 0; place < sizeof table; place++) table[place] = (uint8_t)below(2);
  TEST_ROWS("keep_range_8", uint8_t, kernels_keep_range_8(values, low, span, words, rows))
  TEST_ROWS("keep_range_16", uint16_t, kernels_keep_range_16(values, low, span, words, rows))
  TEST_ROWS("keep_range_32", uint32_t, kernels_keep_range_32(values, low, span, words, rows))
  TEST_ROWS("keep_range_64", uint64_t, kernels_keep_range_64(values, low, span, words, rows))
  TEST_ROWS("keep_any_8", uint8_t, kernels_keep_any_8(values, wanted, count, words, rows))
  TEST_ROWS("keep_any_16", uint16_t, kernels_keep_any_16(values, wanted, count, words, rows))
  TEST_ROWS("keep_table_8", uint8_t, kernels_keep_table_8(values, table, words, rows))
  TEST_ROWS("keep_table_16", uint16_t, kernels_keep_table_16(values, table, words, rows))
  TEST_ROWS("keep_table_32", uint32_t, for (size_t row = 0; row < rows; row++) values[row] %= sizeof table;
            kernels_keep_table_32(values, table, words, rows))
  TEST_ROWS("keep_range_double", uint64_t, keep_doubles(values, words, rows))
}

static void test_texts(void) {
  for (int turn = 0; turn < 200000; turn++) {
    const size_t count = below(90), length = below(5);
    uint8_t *text = taken(count), *wanted = taken(length);
    for (size_t place = 0; place < count; place++) text[place] = below(40) ? (uint8_t)"aAbB@`[{"[below(8)] : (uint8_t)next();
    for (size_t place = 0; place < length; place++) wanted[place] = (uint8_t)"ab@`[{"[below(6)];
    add((uint64_t)kernels_contains_folded(text, count, wanted, length));
    add((uint64_t)kernels_begins_folded(text, count, wanted, length));
    add((uint64_t)kernels_ends_folded(text, count, wanted, length));
    add((uint64_t)kernels_is_ascii(text, count));
    free(text), free(wanted);
  }
  print("texts");
}

static void test_many_texts(void) {
  for (int turn = 0; turn < 20000; turn++) {
    const size_t rows = below(150), length = 1 + below(4);
    int32_t offsets[151] = {0};
    for (size_t row = 0; row < rows; row++) offsets[row + 1] = offsets[row] + (int32_t)(below(3) ? below(4) : below(40));
    uint8_t *text = taken((size_t)offsets[rows]), *wanted = taken(length);
    for (int32_t place = 0; place < offsets[rows]; place++) text[place] = (uint8_t)"aAbB"[below(4)];
    for (size_t place = 0; place < length; place++) wanted[place] = (uint8_t)"ab"[below(2)];
    for (int kind = 0; kind < 4; kind++) {
      uint64_t words[3];
      for (int word = 0; word < 3; word++) words[word] = below(2) ? UINT64_MAX : next() & next();
      if (kind == 0) kernels_keep_containing(offsets, text, wanted, length, words, rows);
      if (kind == 1) kernels_keep_beginning(offsets, text, wanted, length, words, rows);
      if (kind == 2) kernels_keep_equal(offsets, text, wanted, length, words, rows);
      if (kind == 3) kernels_keep_ending(offsets, text, wanted, length, words, rows);
      for (size_t word = 0; word * 64 < rows; word++) add(words[word]);
    }
    free(text), free(wanted);
  }
  print("many texts");
}

static void test_masks(void) {
  for (int turn = 0; turn < 100000; turn++) {
    uint8_t bytes[96];
    for (size_t place = 0; place < sizeof bytes; place++)
      bytes[place] = below(2) ? (uint8_t)next() : (uint8_t)"\",\n\r\0\x7F\x80"[below(7)];
    const cscan_masks found = cscan_look64(bytes, ',');
    add(found.quotes), add(found.delimiters), add(found.line_ends), add(found.odd);
    add(cscan_find64(bytes, (uint8_t)next()));
    const cscan_text text = cscan_take32(bytes, below(33));
    add_bytes(&text, sizeof text);
  }
  print("masks");
}

// Writes records of some cells, a few of them quoted, and now and then puts a wrong byte somewhere.
static size_t write_records(uint8_t *bytes, size_t start, size_t width) {
  static const char *const cells[] = {"", "a", "12", "\"x\"", "\"a,b\"", "\"a\"\"b\"", "\"\"", "\"1\r\n2\"", "\xC3\xA9",
                                      "\xF0\x9F\x98\x80", "a text of more than a few bytes", "\"\"\"\""};
  static const char *const ends[] = {"\n", "\r\n", "\r"};
  size_t count = start;
  for (size_t records = below(40); records > 0; records--) {
    for (size_t cell = 0; cell < width; cell++) {
      const char *text = cells[below(12)];
      memcpy(bytes + count, text, strlen(text));
      count += strlen(text);
      if (cell + 1 < width) bytes[count++] = ',';
    }
    const char *end = ends[below(3)];
    memcpy(bytes + count, end, strlen(end));
    count += strlen(end);
  }
  if (count > start && below(3) == 0) {
    const size_t place = start + below(count - start);
    bytes[place] = (uint8_t)"\",\n\ra\0\xC3\x80"[below(8)];
  }
  return count;
}

static void test_index(void) {
  static uint8_t written[1 << 14];
  int good = 0;
  for (int turn = 0; turn < 100000; turn++) {
    const size_t start = below(3), width = 1 + below(4), count = write_records(written, start, width);
    uint8_t *bytes = taken(count + 64);
    memset(bytes, 0, count + 64);
    memcpy(bytes + start, written + start, count - start);
    uint32_t *entries = taken((count + count / 2 + 16) * 4);
    cscan_index index = {0, 0};
    // Two calls in one list of arguments would be made in the order that the compiler likes.
    const size_t longest = 1 + below(200);
    const int is_final = (int)below(2);
    const int is_good = cscan_fill(&index, bytes, start, count, ',', width, longest, is_final, entries);
    good += is_good;
    add((uint64_t)is_good);
    if (is_good) {
      add(index.record_count), add(index.line_count);
      add_bytes(entries, index.record_count * (width + 1) * 4);
    }
    free(bytes), free(entries);
  }
  add((uint64_t)good);
  print("index");
  // A test of nothing but refusals would say little.
  if (good < 10000 || good > 90000) exit(3);
}

// A bit at a time, where the processor has no instruction for it.
static uint32_t plain_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  crc = ~crc;
  for (size_t place = 0; place < count; place++) {
    crc ^= bytes[place];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

static void test_crc32(void) {
  for (int turn = 0; turn < 2000; turn++) {
    uint8_t bytes[640];
    for (size_t place = 0; place < sizeof bytes; place++) bytes[place] = (uint8_t)next();
    const size_t count = 64 * (1 + below(10));
    const uint32_t crc = (uint32_t)next();
    add(cscan_has_crc32() ? cscan_crc32(crc, bytes, count) : plain_crc32(crc, bytes, count));
  }
  print("crc32");
}

int main(void) {
  digest = 0xCBF29CE484222325u;
  test_rows();
  test_texts();
  test_many_texts();
  test_masks();
  test_index();
  test_crc32();
  return 0;
}
