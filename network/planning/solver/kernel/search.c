/* Vertex substitution (Teitz & Bart 1968; the profits of Whitaker 1983 and Resende & Werneck 2007) and iterated local search on it.
 *
 * profit(i in, r out) = gain(i) - loss(r) + extra(i, r), where
 * gain(i)     = Σ max(0, d1 - d(i))                 what i saves,
 * loss(r)     = Σ d2 - d1 over the clients of r     what closing r costs at most,
 * extra(i, r) = Σ d2 - max(d(i), d1) over the clients of r with d(i) < d2    what of it i takes back.
 * d1 and d2 are a client's weighted distances to its nearest two open sites and always exact. */
#include "kernel.h"

typedef struct {
  const Metric *metric;
  const Lists *lists;
  const i64 *client; /* row's place in the metric */
  const f64 *weight;
  const i64 *back; /* columns: sites + 1, row, cost */
  const i32 *back_row;
  const f64 *back_cost;
  const i8 *fate; /* 1 stays open, -1 stays closed */
  i32 *open;      /* the open sites, p */
  i32 *place;     /* site's place in open, -1 when closed */
  i64 p;
  i32 *a1, *a2; /* per row; the number `sites` stands for nobody */
  f64 *d1, *d2;
  f64 *loss, *extra; /* sites + 1; extra is all zero between calls */
  i32 *touched;      /* sites + 1 of scratch */
  i8 *dirty;         /* sites whose profit may have grown */
  i32 *queue;        /* a ring of sites + 1 */
  i64 head, length;
  f64 objective, tiny;
  i64 work; /* entries looked at */
  uint64_t seed;
} Search;

static void wake(Search *s, i32 site) {
  if (s->dirty[site]) return;
  s->dirty[site] = 1;
  i64 size = s->lists->sites + 1, at = s->head + s->length++;
  s->queue[at >= size ? at - size : at] = site;
}

/* Find a row's nearest two open sites. */
static void look(Search *s, i64 j) {
  const Lists *l = s->lists;
  i32 nobody = (i32)l->sites, first = nobody, second = nobody;
  f64 d1 = 0, d2 = 0;
  i64 t = l->start[j];
  for (; t < l->start[j + 1]; t++) {
    if (s->place[l->site[t]] < 0) continue;
    if (first == nobody) first = l->site[t], d1 = l->cost[t];
    else { second = l->site[t], d2 = l->cost[t]; t++; break; }
  }
  s->work += t - l->start[j];
  if (second == nobody) {
    if (s->metric->kind == NONE) {
      d2 = l->cap[j];
      if (first == nobody) d1 = d2;
    } else {
      f64 far = 1e300;
      if (first == nobody) d1 = far;
      d2 = far;
      i32 listed = first;
      for (i64 k = 0; k < s->p; k++) {
        i32 site = s->open[k];
        if (site == listed) continue;
        f64 d = s->weight[j] * distance(s->metric, s->client[j], site);
        if (d < d1) d2 = d1, second = first, d1 = d, first = site;
        else if (d < d2) d2 = d, second = site;
      }
      s->work += 8 * s->p;
      if (second == nobody) d2 = d1; /* p = 1: a site alone can't be closed, only swapped */
    }
  }
  s->a1[j] = first, s->a2[j] = second, s->d1[j] = d1, s->d2[j] = d2;
}

static void recount(Search *s) {
  for (i64 i = 0; i <= s->lists->sites; i++) s->loss[i] = 0;
  s->objective = 0;
  for (i64 j = 0; j < s->lists->rows; j++) {
    s->objective += s->d1[j];
    s->loss[s->a1[j]] += s->d2[j] - s->d1[j];
  }
}

/* Take what `open` holds as the open sites. */
void search_place(Search *s) {
  for (i64 i = 0; i <= s->lists->sites; i++) s->place[i] = -1, s->extra[i] = 0, s->dirty[i] = 0;
  for (i64 k = 0; k < s->p; k++) s->place[s->open[k]] = (i32)k;
  for (i64 j = 0; j < s->lists->rows; j++) look(s, j);
  s->head = s->length = 0;
  recount(s);
}

/* The best profit of opening i, and which site closes for it (-1: none may). */
static f64 profit_of(Search *s, i32 i, i32 cheapest, i32 *out) {
  i64 touched = 0;
  f64 gain = 0;
  i64 nobody = s->lists->sites;
  for (i64 t = s->back[i]; t < s->back[i + 1]; t++) {
    i32 j = s->back_row[t];
    f64 c = s->back_cost[t], d2 = s->d2[j];
    if (c >= d2) continue;
    f64 d1 = s->d1[j];
    i32 r = s->a1[j];
    if (s->extra[r] == 0) s->touched[touched++] = r;
    if (c < d1) gain += d1 - c, s->extra[r] += d2 - d1 + 1e-300;
    else s->extra[r] += d2 - c;
  }
  s->work += s->back[i + 1] - s->back[i] + 4;
  f64 best = -1e300;
  *out = -1;
  if (cheapest >= 0) best = s->extra[cheapest] - s->loss[cheapest], *out = cheapest;
  for (i64 t = 0; t < touched; t++) {
    i32 r = s->touched[t];
    f64 net = s->extra[r] - s->loss[r];
    if (r != nobody && s->fate[r] <= 0 && net > best) best = net, *out = r;
    s->extra[r] = 0;
  }
  return gain + best;
}

/* The open site that is cheapest to close, -1 when all must stay. */
static i32 cheapest_of(const Search *s) {
  i32 best = -1;
  for (i64 k = 0; k < s->p; k++) {
    i32 r = s->open[k];
    if (s->fate[r] <= 0 && (best < 0 || s->loss[r] < s->loss[best])) best = r;
  }
  return best;
}

static void count_row(Search *s, i64 j, f64 sign) {
  s->objective += sign * s->d1[j];
  s->loss[s->a1[j]] += sign * (s->d2[j] - s->d1[j]);
}

static void wake_near(Search *s, i64 j, f64 reach) {
  const Lists *l = s->lists;
  i64 t = l->start[j];
  for (; t < l->start[j + 1] && (l->cost[t] < reach || t == l->start[j]); t++)
    if (s->place[l->site[t]] < 0) wake(s, l->site[t]);
  s->work += t - l->start[j];
}

/* Open i in the place of r; wakes the sites that may pay now. */
static void swap(Search *s, i32 i, i32 r) {
  const Lists *l = s->lists;
  i32 k = s->place[r];
  s->open[k] = i, s->place[i] = k, s->place[r] = -1;
  for (i64 t = s->back[i]; t < s->back[i + 1]; t++) {
    i64 j = s->back_row[t];
    f64 c = s->back_cost[t];
    if (c >= s->d2[j] || s->a1[j] == r || s->a2[j] == r) continue;
    f64 reach = s->d2[j];
    count_row(s, j, -1);
    if (c < s->d1[j]) s->a2[j] = s->a1[j], s->d2[j] = s->d1[j], s->a1[j] = i, s->d1[j] = c;
    else s->a2[j] = i, s->d2[j] = c;
    count_row(s, j, 1);
    wake_near(s, j, reach);
  }
  for (i64 j = 0; j < l->rows; j++) {
    if (s->a1[j] == r || s->a2[j] == r) {
      f64 reach = s->d2[j];
      count_row(s, j, -1);
      look(s, j);
      count_row(s, j, 1);
      wake_near(s, j, reach > s->d2[j] ? reach : s->d2[j]);
    } else if (s->d2[j] > l->cap[j] && s->a1[j] != i && s->a2[j] != i && s->metric->kind != NONE) {
      f64 c = s->weight[j] * distance(s->metric, s->client[j], i);
      if (c >= s->d2[j]) continue;
      count_row(s, j, -1);
      if (c < s->d1[j]) s->a2[j] = s->a1[j], s->d2[j] = s->d1[j], s->a1[j] = i, s->d1[j] = c;
      else s->a2[j] = i, s->d2[j] = c;
      count_row(s, j, 1);
    }
  }
  s->work += l->rows / 4 + s->back[i + 1] - s->back[i];
}

void search_swap(Search *s, i64 i, i64 r) { swap(s, (i32)i, (i32)r); }

void search_wake_all(Search *s) {
  i64 n = s->lists->sites;
  i64 from = (i64)(dice(&s->seed) % (uint64_t)n);
  for (i64 t = 0; t < n; t++) {
    i32 i = (i32)(from + t < n ? from + t : from + t - n);
    if (s->place[i] < 0) wake(s, i);
  }
}

/* Swap while a woken site pays and the budget of work lasts; tells whether the queue is empty. */
i64 search_improve(Search *s, i64 budget) {
  i64 until = s->work + budget, size = s->lists->sites + 1;
  i32 cheapest = cheapest_of(s);
  while (s->length && s->work < until) {
    i32 i = s->queue[s->head], r;
    s->head = s->head + 1 == size ? 0 : s->head + 1;
    s->length--, s->dirty[i] = 0;
    if (s->place[i] >= 0 || s->fate[i] < 0) continue;
    if (profit_of(s, i, cheapest, &r) > s->tiny && r >= 0) {
      swap(s, i, r);
      cheapest = cheapest_of(s);
      wake(s, r);
    }
  }
  return s->length == 0;
}

/* Best profit and its partner for every closed site; -1e300 for open ones. */
void search_profits(Search *s, f64 *profit, i32 *partner) {
  i32 cheapest = cheapest_of(s);
  for (i32 i = 0; i < s->lists->sites; i++) {
    partner[i] = -1, profit[i] = -1e300;
    if (s->place[i] < 0 && s->fate[i] >= 0) profit[i] = profit_of(s, i, cheapest, &partner[i]);
  }
}

typedef struct {
  i32 *open, *place, *a1, *a2;
  f64 *d1, *d2, *loss;
} Saved;

static void copy(void *to, const void *from, i64 bytes) { __builtin_memcpy(to, from, (unsigned long)bytes); }

static void save(const Search *s, Saved *k) {
  i64 m = s->lists->rows, n = s->lists->sites + 1;
  copy(k->open, s->open, s->p * 4), copy(k->place, s->place, n * 4), copy(k->a1, s->a1, m * 4), copy(k->a2, s->a2, m * 4);
  copy(k->d1, s->d1, m * 8), copy(k->d2, s->d2, m * 8), copy(k->loss, s->loss, n * 8);
}

static void restore(Search *s, const Saved *k) {
  i64 m = s->lists->rows, n = s->lists->sites + 1;
  copy(s->open, k->open, s->p * 4), copy(s->place, k->place, n * 4), copy(s->a1, k->a1, m * 4), copy(s->a2, k->a2, m * 4);
  copy(s->d1, k->d1, m * 8), copy(s->d2, k->d2, m * 8), copy(s->loss, k->loss, n * 8);
  while (s->length) {
    s->dirty[s->queue[s->head]] = 0;
    s->head = s->head + 1 == n ? 0 : s->head + 1;
    s->length--;
  }
}

/* Exchange a few open sites near a client drawn at random for closed ones near it. */
static void shake(Search *s, i64 strength) {
  const Lists *l = s->lists;
  i64 j = (i64)(dice(&s->seed) % (uint64_t)l->rows), length = l->start[j + 1] - l->start[j];
  if (!length) return;
  i64 seen = 0, reach = 0;
  while (reach < length && seen < strength + 2) seen += s->place[l->site[l->start[j] + reach++]] >= 0;
  if (reach < 8) reach = length < 8 ? length : 8;
  for (i64 done = 0, tries = 0; done < strength && tries < 8 * strength; tries++) {
    i32 i = l->site[l->start[j] + (i64)(dice(&s->seed) % (uint64_t)reach)];
    i32 r = l->site[l->start[j] + (i64)(dice(&s->seed) % (uint64_t)reach)];
    if (dice(&s->seed) % 4 == 0) r = s->open[dice(&s->seed) % (uint64_t)s->p];
    if (dice(&s->seed) % 8 == 0) i = l->site[l->start[j] + (i64)(dice(&s->seed) % (uint64_t)length)];
    if (s->place[i] >= 0 || s->place[r] < 0 || s->fate[i] < 0 || s->fate[r] > 0) continue;
    swap(s, i, r), done++;
  }
}

/* Iterated local search from a local optimum: shake, improve, keep what is not worse. Ends when the budget is used up or the goal is
 * reached, which another thread may raise meanwhile. */
i64 search_iterate(Search *s, Saved *kept, i64 budget, const volatile f64 *goal) {
  i64 until = s->work + budget, rounds = 0;
  recount(s);
  save(s, kept);
  f64 best = s->objective;
  while (s->work < until && best > *goal) {
    s->work += s->lists->rows / 4 + 16;
    shake(s, 1 + (i64)(dice(&s->seed) % 3));
    search_improve(s, until - s->work + 1);
    rounds++;
    if (s->objective <= best) {
      best = s->objective;
      save(s, kept);
    } else {
      restore(s, kept);
      s->objective = best;
    }
  }
  recount(s);
  return rounds;
}
