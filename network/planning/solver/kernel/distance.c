/* Distances, the nearest k of every point, shortest paths of a graph. */
#include "kernel.h"

static f64 root(f64 x) { return __builtin_sqrt(x); }

/* asin on [0, 1], after fdlibm: below one unit in the last place. */
static f64 arc_sine(f64 x) {
  const f64 p0 = 1.66666666666666657415e-01, p1 = -3.25565818622400915405e-01, p2 = 2.01212532134862925881e-01,
            p3 = -4.00555345006794114027e-02, p4 = 7.91534994289814532176e-04, p5 = 3.47933107596021167570e-05,
            q1 = -2.40339491173441421878e+00, q2 = 2.02094576023350569471e+00, q3 = -6.88283971605453293030e-01,
            q4 = 7.70381505559019352791e-02;
  f64 t = x < 0.5 ? x * x : (1.0 - x) * 0.5;
  f64 ratio = t * (p0 + t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))))) / (1.0 + t * (q1 + t * (q2 + t * (q3 + t * q4))));
  if (x < 0.5) return x + x * ratio;
  if (x >= 1.0) return 1.57079632679489661923;
  f64 s = root(t);
  return 1.57079632679489661923 - 2.0 * (s + s * ratio);
}

/* What orders the sites of a client as their distances do, without roots. */
static f64 key_of(const Metric *m, i64 client, i64 site) {
  if (m->kind == MATRIX) return m->values[client * m->n + site];
  i64 width = m->kind == SPHERE ? 3 : 2;
  const f64 *a = m->values + width * client, *b = m->values + width * site;
  f64 x = a[0] - b[0], y = a[1] - b[1], z = width == 3 ? a[2] - b[2] : 0.0;
  return x * x + y * y + z * z;
}

static f64 distance_of(const Metric *m, f64 key) {
  switch (m->kind) {
    case MATRIX: return key;
    case PLANE: return root(key);
    case FLOORED: return __builtin_floor(root(key));
    case CEILED: return __builtin_ceil(root(key / m->radius));
    case SPHERE: return 2.0 * m->radius * arc_sine(root(key) * 0.5);
  }
  return 1.0;
}

f64 distance(const Metric *m, i64 client, i64 site) { return m->kind == NONE ? 1.0 : distance_of(m, key_of(m, client, site)); }

f64 key(const Metric *m, i64 client, i64 site) { return key_of(m, client, site); }

f64 bound_key(const Metric *m, f64 distance) {
  f64 chord = m->kind == SPHERE ? distance / m->radius : m->kind == FLOORED ? distance + 1 : distance; /* a chord is shorter than its arc */
  if (m->kind == CEILED) chord *= root(m->radius);
  return m->kind == MATRIX ? distance : distance > 1e150 ? 1e300 : chord * chord * (1 + 1e-9) + 1e-300;
}

void distances(const Metric *m, i64 count, const i64 *clients, const i64 *sites, f64 *out) {
  for (i64 t = 0; t < count; t++) out[t] = distance(m, clients[t], sites[t]);
}

static uint32_t bits(f64 key) {
  union { float f; uint32_t u; } both = {(float)key};
  return both.u;
}

/* The k nearest sites of clients first … last-1, in order. keys, order, spare: n each of scratch. Equal distances: the lower number first. */
void nearest(const Metric *m, i64 first, i64 last, i64 k, i32 *site, f64 *dist, f64 *keys, i32 *order, i32 *spare) {
  i64 n = m->n;
  i32 count[2048];
  for (i64 j = first; j < last; j++) {
    for (i64 i = 0; i < n; i++) keys[i] = key_of(m, j, i);
    for (int b = 0; b < 2048; b++) count[b] = 0;
    for (i64 i = 0; i < n; i++) count[bits(keys[i]) >> 21]++;
    i64 held = 0;
    uint32_t bucket = 0;
    while (bucket < 2047 && held + count[bucket] < k) held += count[bucket++];
    held = 0;
    for (i64 i = 0; i < n; i++)
      if (bits(keys[i]) >> 21 <= bucket) order[held++] = (i32)i;
    for (int shift = 0; shift < 32; shift += 11) {
      for (int b = 0; b < 2048; b++) count[b] = 0;
      for (i64 t = 0; t < held; t++) count[bits(keys[order[t]]) >> shift & 2047]++;
      i32 sum = 0;
      for (int b = 0; b < 2048; b++) { i32 c = count[b]; count[b] = sum; sum += c; }
      for (i64 t = 0; t < held; t++) spare[count[bits(keys[order[t]]) >> shift & 2047]++] = order[t];
      i32 *swap = order; order = spare; spare = swap;
    }
    for (i64 t = 1; t < held; t++) { /* what single precision has left out of order */
      i32 one = order[t];
      i64 s = t;
      for (; s > 0 && keys[order[s - 1]] > keys[one]; s--) order[s] = order[s - 1];
      order[s] = one;
    }
    for (i64 t = 0; t < k; t++) {
      site[(j - first) * k + t] = order[t];
      dist[(j - first) * k + t] = distance_of(m, keys[order[t]]);
    }
  }
}

/* Σ_j w_j d(j, i) for sites first … last-1. */
void totals(const Metric *m, const f64 *weight, i64 first, i64 last, f64 *out) {
  for (i64 i = first; i < last; i++) out[i - first] = 0.0;
  for (i64 j = 0; j < m->n; j++)
    if (weight[j] > 0)
      for (i64 i = first; i < last; i++) out[i - first] += weight[j] * distance_of(m, key_of(m, j, i));
}

/* Dijkstra from sources first … last-1 over edges in rows (start, to, length); heap, place: n each of scratch. Unreached is -1. */
void shortest(i64 n, const i64 *start, const i32 *to, const f64 *length, i64 first, i64 last, f64 *out, i32 *heap, i32 *place) {
  for (i64 source = first; source < last; source++) {
    f64 *d = out + (source - first) * n;
    for (i64 i = 0; i < n; i++) d[i] = -1.0, place[i] = -1;
    i64 size = 1;
    heap[0] = (i32)source, place[source] = 0, d[source] = 0.0;
    while (size) {
      i32 node = heap[0], moved = heap[--size];
      place[node] = -2;
      i64 hole = 0;
      while (2 * hole + 1 < size) {
        i64 child = 2 * hole + 1;
        if (child + 1 < size && d[heap[child + 1]] < d[heap[child]]) child++;
        if (d[heap[child]] >= d[moved]) break;
        heap[hole] = heap[child], place[heap[hole]] = (i32)hole, hole = child;
      }
      if (size) heap[hole] = moved, place[moved] = (i32)hole;
      for (i64 e = start[node]; e < start[node + 1]; e++) {
        i32 next = to[e];
        f64 reach = d[node] + length[e];
        if (place[next] == -2 || (d[next] >= 0 && d[next] <= reach)) continue;
        d[next] = reach;
        hole = place[next] >= 0 ? place[next] : size++;
        while (hole && d[heap[(hole - 1) / 2]] > reach) heap[hole] = heap[(hole - 1) / 2], place[heap[hole]] = (i32)hole, hole = (hole - 1) / 2;
        heap[hole] = next, place[next] = (i32)hole;
      }
    }
  }
}

/* Sites within `radius` of clients first … last-1; counts alone when site is null. start[0] is where to begin. Keys up to `sure` are within,
 * keys above `never` are not. */
void within(const Metric *m, i64 first, i64 last, f64 radius, f64 sure, f64 never, i64 *start, i32 *site) {
  i64 at = start[0];
  for (i64 j = first; j < last; j++) {
    for (i64 i = 0; i < m->n; i++) {
      f64 key = key_of(m, j, i);
      if (key > never || (key > sure && distance_of(m, key) > radius)) continue;
      if (site) site[at] = (i32)i;
      at++;
    }
    start[j - first + 1] = at;
  }
}

/* Lists by column: counts into back (sites + 1), then rows and costs; rows of a column in order. */
void transpose(const Lists *l, i64 *back, i32 *row, f64 *cost) {
  for (i64 i = 0; i <= l->sites; i++) back[i] = 0;
  for (i64 t = 0; t < l->start[l->rows]; t++) back[l->site[t] + 1]++;
  for (i64 i = 0; i < l->sites; i++) back[i + 1] += back[i];
  for (i64 j = 0; j < l->rows; j++)
    for (i64 t = l->start[j]; t < l->start[j + 1]; t++) {
      i64 at = back[l->site[t]]++;
      row[at] = (i32)j, cost[at] = l->cost[t];
    }
  for (i64 i = l->sites; i > 0; i--) back[i] = back[i - 1];
  back[0] = 0;
}

/* Where each row ends when it is cut after the costs up to its reach: fresh (rows + 1). */
void cut_ends(const Lists *l, const f64 *reach, i64 *fresh) {
  fresh[0] = 0;
  for (i64 j = 0; j < l->rows; j++) {
    i64 low = l->start[j], high = l->start[j + 1];
    while (low < high) {
      i64 middle = (low + high) / 2;
      if (l->cost[middle] <= reach[j]) low = middle + 1;
      else high = middle;
    }
    fresh[j + 1] = fresh[j] + low - l->start[j];
  }
}

/* The rows so cut; what is cut off costs at least the new caps. */
void cut(const Lists *l, const i64 *fresh, i32 *site, f64 *cost, f64 *cap) {
  for (i64 j = 0; j < l->rows; j++) {
    i64 from = l->start[j], length = fresh[j + 1] - fresh[j];
    for (i64 t = 0; t < length; t++) site[fresh[j] + t] = l->site[from + t], cost[fresh[j] + t] = l->cost[from + t];
    cap[j] = from + length < l->start[j + 1] ? l->cost[from + length] : l->cap[j];
  }
}

/* Where each row ends without the sites of fate -1, and without what lies behind one of fate 1 where `is_short`: fresh (rows + 1). */
void narrow_ends(const Lists *l, const i8 *fate, i64 is_short, i64 *fresh) {
  fresh[0] = 0;
  for (i64 j = 0; j < l->rows; j++) {
    i64 count = 0;
    for (i64 t = l->start[j]; t < l->start[j + 1]; t++) {
      i8 f = fate[l->site[t]];
      count += f >= 0;
      if (f > 0 && is_short) break;
    }
    fresh[j + 1] = fresh[j] + count;
  }
}

/* The rows so narrowed. */
void narrow(const Lists *l, const i8 *fate, const i64 *fresh, i32 *site, f64 *cost) {
  for (i64 j = 0; j < l->rows; j++)
    for (i64 t = l->start[j], to = fresh[j]; to < fresh[j + 1]; t++)
      if (fate[l->site[t]] >= 0) site[to] = l->site[t], cost[to++] = l->cost[t];
}
