/* Who lies within a long radius, as bits: a row of `width` bytes for each client, bit i of it for site i. All pairs of 20,000 points are 50 MB so. */
#include "kernel.h"

enum { BLOCK = 32 };

/* The rows of clients first … last-1. Keys up to `sure` are within, keys above `never` are not. */
void within_bits(const Metric *m, i64 first, i64 last, f64 radius, f64 sure, f64 never, i64 width, uint8_t *bit) {
  for (i64 j = first; j < last; j++, bit += width) {
    for (i64 b = 0; b < width; b++) {
      i64 end = m->n - 8 * b < 8 ? m->n - 8 * b : 8;
      uint8_t byte = 0;
      for (i64 e = 0; e < end; e++) {
        f64 k = key(m, j, 8 * b + e);
        if (k <= sure || (k <= never && distance(m, j, 8 * b + e) <= radius)) byte |= (uint8_t)(1 << e);
      }
      bit[b] = byte;
    }
  }
}

/* out[row] = Σ of the values (8 × width of them) of the bits that are set: byte by byte from a table of the 256 sums of its eight values.
 * table: BLOCK × 256 of scratch. */
void bit_sums(i64 rows, i64 width, const uint8_t *bit, const f64 *value, f64 *table, f64 *out) {
  for (i64 r = 0; r < rows; r++) out[r] = 0.0;
  for (i64 from = 0; from < width; from += BLOCK) {
    i64 count = width - from < BLOCK ? width - from : BLOCK;
    for (i64 b = 0; b < count; b++) {
      f64 *sum = table + 256 * b;
      sum[0] = 0.0;
      for (int e = 0; e < 8; e++)
        for (int s = 0; s < 1 << e; s++) sum[(1 << e) + s] = sum[s] + value[8 * (from + b) + e];
    }
    for (i64 r = 0; r < rows; r++) {
      const uint8_t *here = bit + r * width + from;
      f64 total = 0.0;
      for (i64 b = 0; b < count; b++) total += table[256 * b + here[b]];
      out[r] += total;
    }
  }
}
