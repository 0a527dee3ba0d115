"""What a set of sites does for the demand: distances, coverage, load, fairness between regions. Arrays in, plain data out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from network.planning.scenarios.points import Points
from network.planning.solver.allot import Flow
from network.planning.solver.metrics import Floats
from tenants.registry.choices import Region

BANDS_KM = (25, 50, 100, 150, 200, 300)  # the last band is what lies farther


def measured(
    points: Points, sites: Sequence[int], radius_m: float, flows: Sequence[Flow] | None = None
) -> dict[str, Any]:
    """Return the figures of a plan; every place goes to its nearest site, unless `flows` say who serves which share of it.

    Of a place that is shared, `served` names the site with the greatest share, and its distance is the mean over all. `served` and
    `distance_m` go by point, `load` by site; shares are from 0 to 1.
    """
    served, distance = nearest(points, sites)
    weights, total = points.weights, float(points.weights.sum()) or 1.0
    is_covered = distance <= radius_m
    shares = np.ones(len(weights))
    rows: Any = (np.arange(len(weights)), served, shares)
    if flows is not None:
        rows = tuple(np.array(one) for one in zip(*flows, strict=True))
        served, distance, shares = shared(points, rows, served, distance)
        is_covered = (distance <= radius_m) & (shares > 0.999)
    client, site, share = rows
    load = np.bincount(np.searchsorted(np.sort(sites), site), weights=weights[client] * share, minlength=len(sites))
    order = np.argsort(np.argsort(sites))
    regions = [_region(points, sites, region, is_covered, distance) for region in Region.values]
    quotients = [one["covered"] / one["demand"] for one in regions if one["demand"]]
    return {
        "stations": len(sites),
        "covered": float(weights[is_covered].sum()),
        "demand": float(weights.sum()),
        "share": float(weights[is_covered].sum()) / total,
        "mean_m": round(float(weights @ distance) / total),
        "p90_m": round(quantile(distance, weights, 0.9)),
        "farthest_m": round(float(distance[weights > 0].max(initial=0.0))),
        "bands": _bands(distance, weights, total),
        "served": [int(one) for one in served],
        "distance_m": [round(float(one)) for one in distance],
        "load": [round(float(one), 3) for one in load[order]],
        "load_gini": round(gini(load.astype(np.float64)), 4),
        "regions": regions,
        "region_spread": round(max(quotients) - min(quotients), 4) if quotients else 0.0,
    }


def shared(points: Points, rows: Any, served: Any, distance: Floats) -> tuple[Any, Floats, Floats]:
    """Return each point's main site, mean distance and served share; what no flow serves keeps the nearest site's."""
    client, site, share = rows
    lengths, n = points.metric.between(client, site), len(served)
    part = np.bincount(client, weights=share, minlength=n)
    mean = np.bincount(client, weights=share * lengths, minlength=n) / np.maximum(part, 1e-12)
    main, order = served.copy(), np.argsort(share, kind="stable")
    main[client[order]] = site[order]
    return main, np.where(part > 1e-9, mean, distance), np.where(points.weights > 0, part, 1.0)


def nearest(points: Points, sites: Sequence[int]) -> tuple[Any, Floats]:
    """Return the nearest site of each point and how far it is."""
    n, opened = len(points.rows), np.sort(np.asarray(sites, dtype=np.intp))
    rows, columns = np.repeat(np.arange(n), len(opened)), np.tile(opened, n)
    table = points.metric.between(rows, columns).reshape(n, len(opened))
    best = table.argmin(axis=1)
    return opened[best], table[np.arange(n), best]


def quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the value below which `share` of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    if not len(reached) or reached[-1] <= 0:
        return 0.0
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def gini(load: Floats) -> float:
    """Return how unequal the loads are: 0 when all are the same, towards 1 when one has everything."""
    total, n = float(load.sum()), len(load)
    if total <= 0 or n < 2:
        return 0.0
    ranked = np.sort(load)
    return float(2 * (np.arange(1, n + 1) @ ranked) / (n * total) - (n + 1) / n)


def _bands(distance: Floats, weights: Floats, total: float) -> list[float]:
    place = np.searchsorted(np.array(BANDS_KM) * 1000.0, distance)
    return [round(float(weights[place == one].sum()) / total, 5) for one in range(len(BANDS_KM) + 1)]


def _region(points: Points, sites: Sequence[int], region: str, is_covered: Any, distance: Floats) -> dict[str, Any]:
    within = np.array([one.region == region for one in points.rows], dtype=bool)
    weights = np.where(within, points.weights, 0.0)
    demand = float(weights.sum())
    return {
        "region": region,
        "stations": sum(points.rows[one].region == region for one in sites),
        "demand": round(demand, 3),
        "covered": round(float(weights[is_covered].sum()), 3),
        "mean_m": round(float(weights @ distance) / demand) if demand else None,
    }
