#include "scan.h"

#include <stdatomic.h>
#include <string.h>

// All vector functions here are static: no call crosses an ABI.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t v64 __attribute__((ext_vector_type(64), aligned(1)));
typedef int8_t s64 __attribute__((ext_vector_type(64)));
typedef _Bool b64 __attribute__((ext_vector_type(64)));

static inline uint32_t load(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

static inline uint64_t hash(uint32_t gram) { return gram * 0x9E3779B97F4A7C15u; }

// Three bits of a word, from the middle of the product; its top chooses the word.
static inline uint64_t mask(uint64_t hash) {
  return (uint64_t)1 << (hash >> 26 & 63) | (uint64_t)1 << (hash >> 32 & 63) |
         (uint64_t)1 << (hash >> 38 & 63);
}

static inline int holds(sl_grams grams, uint32_t gram) {
  uint64_t code = hash(gram), wanted = mask(code);
  return (grams.words[code >> grams.shift] & wanted) == wanted;
}

// Two 16-bit numbers and the same two in the other byte order are one pair.
static inline uint32_t paired(uint32_t gram) {
  uint32_t swapped = (gram & 0x00FF00FFu) << 8 | (gram >> 8 & 0x00FF00FFu);
  return gram < swapped ? gram : swapped;
}

static inline int holds_bytes(const sl_scan *scan, const uint8_t *bytes) {
  return holds(scan->bytes, load(bytes));
}
static inline int holds_pair(const sl_scan *scan, const uint8_t *bytes) {
  return holds(scan->pairs, paired(load(bytes)));
}

void sl_grams_add(uint64_t *words, unsigned shift, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i + 4 <= count; i++) {
    uint64_t code = hash(load(bytes + i));
    words[code >> shift] |= mask(code);
  }
}

static void add_pair(uint64_t *words, unsigned shift, unsigned first, unsigned second) {
  uint64_t code = hash(paired(first | (uint32_t)second << 16));
  words[code >> shift] |= mask(code);
}

// A 16-bit float of so many bits of mantissa.
typedef struct {
  unsigned mantissa, bias;
} format;

// The bits of a whole number, or -1 if the format does not hold it.
static int32_t encode(format format, int32_t number) {
  if (number == 0) return 0;
  uint32_t size = number < 0 ? -(uint32_t)number : (uint32_t)number;
  unsigned power = 31 - (unsigned)__builtin_clz(size);
  if (power - (unsigned)__builtin_ctz(size) > format.mantissa || power > 30) return -1;
  if (power + format.bias >= 0x7FFFu >> format.mantissa) return -1;
  uint32_t fraction = (uint32_t)((uint64_t)size << format.mantissa >> power);
  fraction &= (1u << format.mantissa) - 1;
  return (int32_t)((number < 0 ? 0x8000u : 0) | (power + format.bias) << format.mantissa | fraction);
}

// Zero has two signs, which read the same.
static void add_floats(uint64_t *words, unsigned shift, int32_t first, int32_t second) {
  if (first < 0 || second < 0) return;
  add_pair(words, shift, first, second);
  if (first == 0) add_pair(words, shift, 0x8000, second);
  if (second == 0) add_pair(words, shift, first, 0x8000);
  if (first == 0 && second == 0) add_pair(words, shift, 0x8000, 0x8000);
}

void sl_grams_add_pairs(
    uint64_t *words, unsigned shift, const int32_t *numbers, size_t count, int integers) {
  static const format half = {10, 15}, brain = {7, 127};
  int32_t before[2] = {-1, -1};
  for (size_t i = 0; i < count; i++) {
    int32_t now[2] = {encode(half, numbers[i]), encode(brain, numbers[i])};
    if (i > 0) {
      if (integers) add_pair(words, shift, (uint16_t)numbers[i - 1], (uint16_t)numbers[i]);
      add_floats(words, shift, before[0], now[0]);
      add_floats(words, shift, before[1], now[1]);
    }
    before[0] = now[0], before[1] = now[1];
  }
}

void sl_histogram(const uint8_t *bytes, size_t count, uint64_t *counts) {
  // Eight tables, so that equal bytes in a row do not wait for each other.
  static const size_t part = (size_t)1 << 24;
  while (count > 0) {
    uint32_t tables[8][256];
    memset(tables, 0, sizeof tables);
    size_t length = count < part ? count : part, i = 0;
    for (; i + 8 <= length; i += 8) {
      uint64_t word;
      memcpy(&word, bytes + i, sizeof word);
      for (int slot = 0; slot < 8; slot++) tables[slot][word >> 8 * slot & 255]++;
    }
    for (; i < length; i++) tables[0][bytes[i]]++;
    for (int value = 0; value < 256; value++)
      for (int slot = 0; slot < 8; slot++) counts[value] += tables[slot][value];
    bytes += length;
    count -= length;
  }
}

// Grams in a row that a stretch worth reading has.
enum { RUN = 5 };
// How far a stretch is followed to either side; further on another place is asked.
enum { REACH = 16 };
// Grams that are asked before the answers are looked at, so that memory is not waited for.
enum { STRIP = 256 };

typedef int (*asked)(const sl_scan *, const uint8_t *);

static inline void mark(uint8_t *marks, size_t first, size_t last, uint8_t kind) {
  for (size_t block = first / SL_BLOCK; block <= last / SL_BLOCK; block++) marks[block] |= kind;
}

// Marks the stretch around the gram at `place` if grams `step` apart are in the set often enough.
static inline __attribute__((always_inline)) void follow(
    const sl_scan *scan, const uint8_t *bytes, size_t count, size_t place, size_t step,
    asked holds, uint8_t kind, uint8_t *marks) {
  size_t high = place, low = place;
  for (int i = 0; i < REACH && high + step + 4 <= count && holds(scan, bytes + high + step); i++)
    high += step;
  for (int i = 0; i < REACH && low >= step && holds(scan, bytes + low - step); i++) low -= step;
  if (high - low >= (RUN - 1) * step) mark(marks, low, high + 3, kind);
}

#define BITS(comparison) bits(__builtin_convertvector((comparison), b64))

static inline uint64_t bits(b64 set) {
  uint64_t result;
  memcpy(&result, &set, sizeof result);
  return result;
}

// Which bytes of a block of 64 belong to small whole numbers, and which are characters.
typedef struct {
  uint64_t wide, character;
} classes;

#define VARIANT(name) portable_##name
#include "scan_template.inc"
#undef VARIANT

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), apply_to = function)
#define VARIANT(name) avx2_##name
#include "scan_template.inc"
#undef VARIANT
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi2"))), apply_to = function)
#define VARIANT(name) avx512_##name
#include "scan_template.inc"
#undef VARIANT
#pragma clang attribute pop
#endif

static atomic_int forced = 2;

void sl_scan_force(int level) { atomic_store(&forced, level); }

#if defined(__x86_64__)
static int level(void) {
  int allowed = atomic_load_explicit(&forced, memory_order_relaxed);
  if (allowed >= 2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return 2;
  return allowed >= 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#define DISPATCH(name, ...)                           \
  switch (level()) {                                  \
    case 2: avx512_##name(__VA_ARGS__); break;        \
    case 1: avx2_##name(__VA_ARGS__); break;          \
    default: portable_##name(__VA_ARGS__);            \
  }
#else
#define DISPATCH(name, ...) portable_##name(__VA_ARGS__)
#endif

void sl_scan_mark(const sl_scan *scan, const uint8_t *bytes, size_t count, uint8_t *marks) {
  memset(marks, 0, (count + SL_BLOCK - 1) / SL_BLOCK);
  DISPATCH(mark_all, scan, bytes, count, marks);
}

void sl_count_mismatches(
    const uint8_t *bytes, size_t offsets, const uint8_t *expected, size_t width, uint8_t mask,
    uint16_t *mismatches) {
  DISPATCH(count_mismatches, bytes, offsets, expected, width, mask, mismatches);
}
