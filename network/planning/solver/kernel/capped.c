/* The Lagrangian bound of bound.c where site i serves at most `capacity[i]` of the clients' amounts, which may be split: each site fills a continuous
 * knapsack with whom it serves at the greatest saving per amount. */
#include "kernel.h"

typedef struct {
  f64 ratio, amount, saving;
  i32 row;
} Item;

/* Fill one site's room with the items of least ratio (saving per amount, below zero); returns the sum of what is saved. The chosen items come first;
 * the last of them may be split: *whole are taken whole, and *part of the next. */
static f64 fill(Item *item, i64 count, f64 room, i64 *whole, f64 *part) {
  f64 total = 0, saved = 0;
  for (i64 t = 0; t < count; t++) total += item[t].amount, saved += item[t].saving;
  *whole = count, *part = 0;
  if (total <= room) return saved;
  i64 low = 0, high = count; /* all before low are taken; the last one lies within [low, high) */
  saved = 0;
  while (high - low > 1) {
    f64 pivot = item[(low + high) / 2].ratio;
    i64 a = low, b = low, c = high; /* [low, a) below the pivot, [a, b) equal, [c, high) above */
    while (b < c) {
      Item x = item[b];
      if (x.ratio < pivot) item[b++] = item[a], item[a++] = x;
      else if (x.ratio > pivot) item[b] = item[--c], item[c] = x;
      else b++;
    }
    f64 below = 0, below_saved = 0;
    for (i64 t = low; t < a; t++) below += item[t].amount, below_saved += item[t].saving;
    if (below > room) { high = a; continue; }
    room -= below, saved += below_saved, low = a;
    while (low < b && item[low].amount <= room) room -= item[low].amount, saved += item[low].saving, low++;
    if (low < b) { high = low + 1; break; }
  }
  *whole = low;
  if (low < high) {
    *part = item[low].amount > 0 ? room / item[low].amount : 1;
    if (*part > 1) *part = 1;
    if (*part < 0) *part = 0;
    saved += *part * item[low].saving;
  }
  return saved;
}

static i64 gather(const Lists *by_site, const f64 *amount, const f64 *price, i64 site, Item *item) {
  i64 count = 0;
  for (i64 t = by_site->start[site]; t < by_site->start[site + 1]; t++) {
    i32 j = by_site->site[t];
    f64 saving = by_site->cost[t] - price[j];
    if (saving >= 0) continue;
    item[count].ratio = saving / amount[j], item[count].amount = amount[j], item[count].saving = saving, item[count++].row = j;
  }
  return count;
}

/* by_site: the columns. capacity: sites; cap, amount, price, best_price, direction: rows; item: rows of scratch; served: rows of scratch. */
void capped_values(const Lists *by_site, const f64 *amount, const f64 *capacity, const f64 *price, f64 *rho, void *scratch) {
  i64 whole;
  f64 part;
  for (i64 i = 0; i < by_site->rows; i++)
    rho[i] = fill(scratch, gather(by_site, amount, price, i, scratch), capacity[i], &whole, &part);
}

/* How much of each client the chosen sites serve at these prices: served is all zero before. */
void capped_served(const Lists *by_site, const f64 *amount, const f64 *capacity, const f64 *price, i64 count, const i32 *chosen, f64 *served, void *scratch) {
  Item *item = scratch;
  for (i64 k = 0; k < count; k++) {
    i64 whole;
    f64 part;
    i64 items = gather(by_site, amount, price, chosen[k], item);
    fill(item, items, capacity[chosen[k]], &whole, &part);
    for (i64 t = 0; t < whole; t++) served[item[t].row] += 1;
    if (whole < items) served[item[whole].row] += part;
  }
}
