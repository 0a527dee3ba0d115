/* Set cover with equal charges: local search with row weights (Gao et al., EJOR 2015). */
#include "kernel.h"

typedef struct {
  const Lists *rows;    /* row → sites that cover it */
  const Lists *columns; /* site → rows */
  const i8 *fate;       /* 1 stays open, -1 stays closed */
  i8 *is_open, *may_add;
  i32 *covers; /* per row: how many open sites cover it */
  i64 *sum;    /* per row: the sum of their numbers, which names the one when it is one */
  i64 *weight; /* per row */
  i64 *score;  /* per site: what opening it would gain, or (open) what closing it would lose */
  i64 *age;    /* per site: when it was last moved */
  i32 *bare, *bare_at; /* uncovered rows, and where a row is among them */
  i32 *open, *open_at;
  i64 bare_count, open_count, clock, last;
  uint64_t seed;
} Cover;

static void bare_add(Cover *c, i32 row) { c->bare_at[row] = (i32)c->bare_count, c->bare[c->bare_count++] = row; }

static void bare_drop(Cover *c, i32 row) {
  i32 moved = c->bare[--c->bare_count], at = c->bare_at[row];
  c->bare[at] = moved, c->bare_at[moved] = at;
}

static void toggle(Cover *c, i32 site) {
  const Lists *l = c->columns, *r = c->rows;
  i64 opening = !c->is_open[site];
  for (i64 t = l->start[site]; t < l->start[site + 1]; t++) {
    i32 row = l->site[t];
    i64 before = c->covers[row], w = c->weight[row];
    for (i64 e = r->start[row]; before == !opening && e < r->start[row + 1]; e++) {
      i32 other = r->site[e];
      c->may_add[other] = 1;
      if (other != site) c->score[other] += opening ? -w : w;
    }
    if (opening) {
      if (before == 0) bare_drop(c, row);
      if (before == 1) c->score[c->sum[row]] -= w;
      c->covers[row]++, c->sum[row] += site;
    } else {
      c->covers[row]--, c->sum[row] -= site;
      if (before == 1) bare_add(c, row);
      if (before == 2) c->score[c->sum[row]] += w;
    }
  }
  /* What it gains when closed is what it loses when open: the rows that are covered by it alone. */
  c->is_open[site] = (i8)opening, c->age[site] = c->clock;
  if (opening) c->open_at[site] = (i32)c->open_count, c->open[c->open_count++] = site;
  else {
    i32 moved = c->open[--c->open_count], at = c->open_at[site];
    c->open[at] = moved, c->open_at[moved] = at;
    c->may_add[site] = 0;
  }
}

/* Start with the sites that must be open; every weight is 1. */
void cover_begin(Cover *c) {
  c->bare_count = c->open_count = c->clock = 0, c->last = -1;
  for (i64 j = 0; j < c->rows->rows; j++) c->covers[j] = 0, c->sum[j] = 0, c->weight[j] = 1, bare_add(c, (i32)j);
  for (i64 i = 0; i < c->rows->sites; i++) c->is_open[i] = 0, c->may_add[i] = 1, c->age[i] = 0, c->score[i] = c->columns->start[i + 1] - c->columns->start[i];
  for (i64 i = 0; i < c->rows->sites; i++)
    if (c->fate[i] > 0) toggle(c, (i32)i);
}

/* Open the site with the greatest score until every row is covered; 0 when some row can't be. */
i64 cover_greedy(Cover *c) {
  while (c->bare_count) {
    i64 best = -1;
    for (i64 i = 0; i < c->rows->sites; i++)
      if (!c->is_open[i] && c->fate[i] >= 0 && (best < 0 || c->score[i] > c->score[best])) best = i;
    if (best < 0 || c->score[best] <= 0) return 0;
    toggle(c, (i32)best);
  }
  return 1;
}

static i32 least_loss(const Cover *c, i64 tabu) {
  i32 best = -1;
  for (i64 k = 0; k < c->open_count; k++) {
    i32 i = c->open[k];
    if (c->fate[i] > 0 || i == tabu) continue;
    if (best < 0 || c->score[i] < c->score[best] || (c->score[i] == c->score[best] && c->age[i] < c->age[best])) best = i;
  }
  return best;
}

/* Search from a cover for smaller ones; `best` (with `best_count`) is overwritten by each that is found. Ends at `goal` sites. */
i64 cover_search(Cover *c, i64 steps, i64 goal, i32 *best, i64 best_count) {
  for (i64 step = 0; step < steps; step++) {
    while (!c->bare_count) {
      if (c->open_count < best_count) {
        best_count = c->open_count;
        for (i64 k = 0; k < best_count; k++) best[k] = c->open[k];
      }
      i32 out = least_loss(c, -1);
      if (out < 0 || best_count <= goal) return best_count;
      toggle(c, out);
    }
    c->clock++;
    i32 out = least_loss(c, c->last);
    if (out >= 0) toggle(c, out);
    i32 row = c->bare[dice(&c->seed) % (uint64_t)c->bare_count], in = -1;
    for (i64 t = c->rows->start[row]; t < c->rows->start[row + 1]; t++) {
      i32 i = c->rows->site[t];
      if (c->is_open[i] || c->fate[i] < 0 || (!c->may_add[i])) continue;
      if (in < 0 || c->score[i] > c->score[in] || (c->score[i] == c->score[in] && c->age[i] < c->age[in])) in = i;
    }
    if (in >= 0 && c->open_count + 1 < best_count) toggle(c, in), c->last = in;
    for (i64 k = 0; k < c->bare_count; k++) {
      i32 r = c->bare[k];
      c->weight[r]++;
      for (i64 t = c->rows->start[r]; t < c->rows->start[r + 1]; t++) c->score[c->rows->site[t]]++;
    }
  }
  return best_count;
}

/* The rows as bits: `width` bytes each, all zero before. */
void list_bits(const Lists *l, i64 width, uint8_t *bit) {
  for (i64 j = 0; j < l->rows; j++)
    for (i64 t = l->start[j]; t < l->start[j + 1]; t++) bit[j * width + l->site[t] / 8] |= (uint8_t)(1 << l->site[t] % 8);
}

/* Drop each row of `l` that one of its rows first … last-1 makes needless. wider = 1: a site all of whose clients another site covers. wider = 0: a
 * client who has all the sites of another. `across` is the transpose; live says which rows count, live_across which numbers. Of two equal rows the
 * first stays. bit: the rows as bits; size: how many live numbers each row has, counted when first is 0. Returns how many were dropped. */
i64 drop_dominated(const Lists *l, const Lists *across, i8 *live, const i8 *live_across, i64 wider, i64 first, i64 last, i64 width,
                   const uint8_t *bit, i32 *size) {
  i64 dropped = 0;
  for (i64 a = 0; a < l->rows && !first; a++) {
    size[a] = 0;
    for (i64 t = l->start[a]; t < l->start[a + 1]; t++) size[a] += live_across[l->site[t]];
  }
  for (i64 a = first; a < last; a++) {
    if (!live[a]) continue;
    i64 few = -1, least = 0; /* the number of a that the fewest rows hold: every row that holds all of a is among those */
    for (i64 t = l->start[a]; t < l->start[a + 1]; t++) {
      i32 e = l->site[t];
      if (!live_across[e]) continue;
      i64 count = across->start[e + 1] - across->start[e];
      if (few < 0 || count < least) few = e, least = count;
    }
    if (few < 0) {
      if (wider) live[a] = 0, dropped++;
      continue;
    }
    for (i64 t = across->start[few]; t < across->start[few + 1]; t++) {
      i64 b = across->site[t], e = l->start[a];
      if (b == a || !live[b] || size[b] < size[a]) continue;
      if (size[a] == size[b] && (wider ? a < b : b < a)) continue; /* equal rows: seen from the other side, the first stays */
      const uint8_t *held = bit + b * width;
      while (e < l->start[a + 1] && (!live_across[l->site[e]] || held[l->site[e] / 8] >> l->site[e] % 8 & 1)) e++;
      if (e < l->start[a + 1]) continue;
      live[wider ? a : b] = 0, dropped++;
      if (wider) break;
    }
  }
  return dropped;
}
