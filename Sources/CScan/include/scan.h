// Marks the stretches of a buffer that may hold a secret, so that exact readers look at little.
//
// Marks have no false negatives for what the filters were made from, and few false positives. All
// is integer arithmetic: results are the same on every machine.
#ifndef SIDELIGHT_SCAN_H
#define SIDELIGHT_SCAN_H

#include <stddef.h>
#include <stdint.h>

// Bytes that share a mark.
enum { SL_BLOCK = 32 };

// What a mark stands for, as a set of bits.
enum {
  SL_BYTES = 1,       // eight bytes whose grams are all in `bytes`
  SL_PAIRS = 2,       // six 16-bit numbers whose neighbours are all pairs of `pairs`
  SL_WIDE = 4,        // six small whole numbers of 32 or 64 bits
  SL_CHARACTERS = 8   // eight characters of decimal lists, hexadecimal or base64
};

// A set of grams, each of four bytes: a Bloom filter with all bits of a gram in one word (Putze,
// Sanders, Singler, 2007). It has 2^(64 - shift) words.
typedef struct {
  const uint64_t *words;
  unsigned shift;
} sl_grams;

typedef struct {
  sl_grams bytes;
  sl_grams pairs;
  // Distance between the places where `bytes` is asked: at most the bytes of the shortest match
  // less 7, so that five grams in a row hold one.
  size_t gram_step;
  // The bits of a whole number's lowest float32 byte that are zero.
  uint8_t whole_mask;
} sl_scan;

// Forces code for older processors, for tests that compare: 0 for any, 1 with AVX2, 2 as it comes.
void sl_scan_force(int level);

// Sets the marks, one per SL_BLOCK bytes or part of them, of `count` bytes.
void sl_scan_mark(const sl_scan *scan, const uint8_t *bytes, size_t count, uint8_t *marks);

// Puts all grams of `bytes` into a set of bytes.
void sl_grams_add(uint64_t *words, unsigned shift, const uint8_t *bytes, size_t count);
// Puts all neighbours of `numbers` into a set of pairs: as integers if `integers` is not 0, and
// where it is exact as float16 and bfloat16, all in both byte orders.
void sl_grams_add_pairs(
    uint64_t *words, unsigned shift, const int32_t *numbers, size_t count, int integers);

// Adds 1 to `mismatches[i]`, up to their limit, wherever the bits of `mask` in `bytes + i` are not
// those of `expected` [width]. Reads `offsets` + `width` - 1 bytes.
void sl_count_mismatches(
    const uint8_t *bytes, size_t offsets, const uint8_t *expected, size_t width, uint8_t mask,
    uint16_t *mismatches);

// Adds how often each byte occurs to `counts` [256].
void sl_histogram(const uint8_t *bytes, size_t count, uint64_t *counts);

#endif
