/* Lagrangian bounds by a deflected subgradient, each client's step scaled by its own price level. */
#include "kernel.h"

typedef struct {
  f64 step, best, keep; /* keep: how much of the last direction stays in the next */
  i64 stale, patience;
} Pace;

/* Put the p smallest of value[order] first. */
static void select_smallest(i32 *order, i64 n, i64 p, const f64 *value) {
  i64 low = 0, high = n - 1;
  while (low < high) {
    f64 pivot = value[order[(low + high) / 2]];
    i64 a = low, b = high;
    while (a <= b) {
      while (value[order[a]] < pivot) a++;
      while (value[order[b]] > pivot) b--;
      if (a <= b) { i32 t = order[a]; order[a++] = order[b], order[b--] = t; }
    }
    if (p - 1 <= b) high = b;
    else if (p - 1 >= a) low = a;
    else return;
  }
}

/* rho[i] = Σ min(0, cost - price); end: where each row reaches its price; returns Σ price. */
static f64 value_sites(const Lists *l, const f64 *price, f64 *rho, i64 *end) {
  f64 sum = 0.0;
  for (i64 i = 0; i < l->sites; i++) rho[i] = 0.0;
  for (i64 j = 0; j < l->rows; j++) {
    f64 u = price[j];
    sum += u;
    i64 t = l->start[j];
    for (; t < l->start[j + 1] && l->cost[t] < u; t++) rho[l->site[t]] += l->cost[t] - u;
    end[j] = t;
  }
  return sum;
}

/* p-median: p sites are open, those with fate 1 among them, none with fate -1. Does up to `rounds` steps; ends early at `enough`.
 * price, direction: rows; best_price: rows; rho, best_rho: sites; order: sites of scratch; its first p are the chosen at the end. end: rows of scratch. */
i64 bound_median(const Lists *l, i64 p, const i8 *fate, f64 target, f64 enough, i64 rounds, Pace *pace, f64 *price, f64 *direction,
                 f64 *best_price, f64 *best_rho, f64 *rho, f64 *level, i32 *order, i8 *is_chosen, i64 *end) {
  const f64 huge = 1e300;
  i64 done = 0;
  for (; done < rounds && pace->best < enough; done++) {
    f64 value = value_sites(l, price, rho, end);
    i64 free = 0, forced = 0;
    for (i64 i = 0; i < l->sites; i++) {
      order[i] = (i32)i, is_chosen[i] = 0;
      level[i] = fate[i] > 0 ? -huge : fate[i] < 0 ? huge : rho[i];
      free += fate[i] >= 0, forced += fate[i] > 0;
    }
    if (free < p || forced > p) { pace->best = huge; return done; }
    select_smallest(order, l->sites, p, level);
    for (i64 t = 0; t < p; t++) value += rho[order[t]], is_chosen[order[t]] = 1;
    if (value > pace->best) {
      if (value > pace->best + 1e-5 * (target > value ? target - value : 0)) pace->stale = 0; else pace->stale++;
      pace->best = value;
      for (i64 j = 0; j < l->rows; j++) best_price[j] = price[j];
      for (i64 i = 0; i < l->sites; i++) best_rho[i] = rho[i];
    } else pace->stale++;
    if (pace->stale >= pace->patience) {
      pace->step *= 0.6, pace->stale = 0;
      for (i64 j = 0; j < l->rows; j++) price[j] = best_price[j], direction[j] = 0.0;
      continue;
    }
    f64 length = 0.0, mean = 0.0;
    for (i64 j = 0; j < l->rows; j++) mean += best_price[j];
    mean = 1e-6 * (mean / (l->rows ? l->rows : 1)) + 1e-12;
    for (i64 j = 0; j < l->rows; j++) {
      i64 lack = 1;
      for (i64 t = l->start[j]; t < end[j]; t++) lack -= is_chosen[l->site[t]];
      direction[j] = (f64)lack + pace->keep * direction[j];
      length += (best_price[j] + mean) * direction[j] * direction[j];
    }
    if (length <= 0) { pace->step = 0; break; }
    f64 t = pace->step * (target - value > 1e-9 ? target - value : 1e-9) / length;
    for (i64 j = 0; j < l->rows; j++) {
      f64 u = price[j] + t * (best_price[j] + mean) * direction[j];
      price[j] = u < 0 ? 0 : u > l->cap[j] ? l->cap[j] : u;
    }
  }
  return done;
}

/* Set cover: Σ price + Σ_i min(0, charge_i - Σ price of what i covers), every row covered. fate as above. */
i64 bound_cover(const Lists *l, const f64 *charge, const i8 *fate, f64 target, f64 enough, i64 rounds, Pace *pace, f64 *price, f64 *direction,
                f64 *best_price, f64 *best_rho, f64 *rho, i8 *is_chosen) {
  i64 done = 0;
  for (; done < rounds && pace->best < enough; done++) {
    f64 value = 0.0;
    for (i64 i = 0; i < l->sites; i++) rho[i] = charge[i];
    for (i64 j = 0; j < l->rows; j++) {
      value += price[j];
      for (i64 t = l->start[j]; t < l->start[j + 1]; t++) rho[l->site[t]] -= price[j];
    }
    for (i64 i = 0; i < l->sites; i++) {
      is_chosen[i] = fate[i] > 0 || (fate[i] == 0 && rho[i] < 0);
      if (is_chosen[i]) value += rho[i];
    }
    if (value > pace->best) {
      if (value > pace->best + 1e-5 * (target > value ? target - value : 0)) pace->stale = 0; else pace->stale++;
      pace->best = value;
      for (i64 j = 0; j < l->rows; j++) best_price[j] = price[j];
      for (i64 i = 0; i < l->sites; i++) best_rho[i] = rho[i];
    } else pace->stale++;
    if (pace->stale >= pace->patience) {
      pace->step *= 0.6, pace->stale = 0;
      for (i64 j = 0; j < l->rows; j++) price[j] = best_price[j], direction[j] = 0.0;
      continue;
    }
    f64 length = 0.0, mean = 0.0;
    for (i64 j = 0; j < l->rows; j++) mean += best_price[j];
    mean = 0.1 * mean / (l->rows ? l->rows : 1) + 1e-12;
    for (i64 j = 0; j < l->rows; j++) {
      f64 lack = 1.0;
      for (i64 t = l->start[j]; t < l->start[j + 1]; t++) lack -= is_chosen[l->site[t]];
      if (price[j] <= 0 && lack < 0) lack = 0;
      direction[j] = lack + pace->keep * direction[j];
      length += (best_price[j] + mean) * direction[j] * direction[j];
    }
    if (length <= 0) { pace->step = 0; break; }
    f64 t = pace->step * (target - value > 1e-9 ? target - value : 1e-9) / length;
    for (i64 j = 0; j < l->rows; j++) {
      f64 u = price[j] + t * (best_price[j] + mean) * direction[j];
      price[j] = u < 0 ? 0 : u;
    }
  }
  return done;
}
