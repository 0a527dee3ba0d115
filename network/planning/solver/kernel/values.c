/* What every site is worth against a plan: gains, losses and what a swap takes back (see search.c), from all pairs and not from lists. */
#include "kernel.h"

/* slot, d1, d2: n of scratch. add: n, drop: p, swap: n × p, all zero before; with one open site, swap is the whole value and drop stays zero. */
void site_values(const Metric *m, const f64 *weight, i64 p, const i32 *open, i32 *slot, f64 *d1, f64 *d2, f64 *objective, f64 *add, f64 *drop,
                 f64 *swap) {
  i64 n = m->n;
  for (i64 j = 0; j < n; j++) {
    d1[j] = d2[j] = 1e300, slot[j] = 0;
    for (i64 k = 0; k < p; k++) {
      f64 d = distance(m, j, open[k]);
      if (d < d1[j]) d2[j] = d1[j], d1[j] = d, slot[j] = (i32)k;
      else if (d < d2[j]) d2[j] = d;
    }
    *objective += weight[j] * d1[j];
    if (p > 1) drop[slot[j]] += weight[j] * (d2[j] - d1[j]);
  }
  for (i64 j = 0; j < n; j++) {
    f64 w = weight[j];
    if (w <= 0) continue;
    f64 never = bound_key(m, d2[j]);
    for (i64 i = 0; i < n; i++) {
      if (key(m, j, i) > never) continue;
      f64 d = distance(m, j, i);
      if (d < d1[j]) add[i] += w * (d1[j] - d);
      if (p == 1) swap[i] += w * (d1[j] - d);
      else if (d < d2[j]) swap[i * p + slot[j]] += w * (d2[j] - (d > d1[j] ? d : d1[j]));
    }
  }
}
