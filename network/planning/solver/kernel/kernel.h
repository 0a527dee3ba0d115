/* The planner's inner loops. Plain C without a library, so that it compiles in a moment on a machine that has only Python.
 *
 * Rows are clients, columns are sites. A client's row lists its cheapest sites in order; whatever is not listed costs at least cap[row].
 */
#ifndef KERNEL_H
#define KERNEL_H
#include <stdint.h>

typedef int8_t i8;
typedef int32_t i32;
typedef int64_t i64;
typedef double f64;

enum { MATRIX, PLANE, FLOORED, CEILED, SPHERE, NONE };

typedef struct {
  i64 kind, n; /* NONE: whatever is not listed costs cap[row] exactly */
  const f64 *values; /* MATRIX: n × n, client by client; PLANE, FLOORED, CEILED: x y; SPHERE: unit vectors */
  f64 radius; /* SPHERE; CEILED: by which the square of a distance is divided before its root is rounded up */
} Metric;

typedef struct {
  i64 rows, sites;
  const i64 *start; /* rows + 1 */
  const i32 *site;
  const f64 *cost;
  const f64 *cap;
} Lists;

f64 distance(const Metric *metric, i64 client, i64 site);
f64 key(const Metric *metric, i64 client, i64 site);      /* orders sites as their distances do, without roots */
f64 bound_key(const Metric *metric, f64 distance); /* no site with a greater key is as near as that */

static inline uint64_t dice(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  return *state = x;
}
#endif
