"""Distances of TSPLIB's kinds, against its own formulas and lengths of tours that it publishes."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from network.planning.solver import (
    CeiledMetric,
    InstanceError,
    Metric,
    metrics,
    read_instance,
    solve_lscp,
    solve_pmedian,
)
from network.planning.solver import readers as reading
from network.planning.solver.metrics import Floats

BURMA14 = """16.47 96.10, 16.47 94.44, 20.09 92.54, 22.39 93.37, 25.23 97.24, 22.00 96.05, 20.47 97.02, 17.20 96.29,
16.30 97.38, 14.05 98.12, 16.53 97.38, 21.52 95.59, 19.41 97.13, 20.09 94.55"""
BEST_TOUR, ITS_LENGTH = [1, 2, 14, 3, 4, 5, 6, 12, 7, 13, 8, 11, 9, 10], 3323


def instance(folder: Path, kind: str, points: list[str]) -> Metric:
    path = folder / "t.tsp"
    rows = "\n".join(f"{place} {point}" for place, point in enumerate(points, 1))
    path.write_text(f"NAME: t\nEDGE_WEIGHT_TYPE : {kind}\nNODE_COORD_SECTION\n{rows}\nEOF\n")
    return read_instance(path).metric


def whole_table(metric: Metric) -> Floats:
    n = metric.n
    return metric.between(np.repeat(np.arange(n), n), np.tile(np.arange(n), n)).reshape(n, n)


def test_the_best_tour_through_burma_is_as_long_as_published(tmp_path: Path) -> None:
    table = whole_table(instance(tmp_path, "GEO", [one.strip() for one in BURMA14.split(",")]))
    places = np.array(BEST_TOUR) - 1
    assert table[places, np.roll(places, -1)].sum() == ITS_LENGTH
    assert (np.diag(table) == 0).all()
    assert (table == table.T).all()


def test_geographical_points_at_one_place_or_across_the_earth_are_measured(tmp_path: Path) -> None:
    table = whole_table(instance(tmp_path, "GEO", ["10.30 20.30", "10.30 20.30", "-10.30 -159.30", "90.0 5.0"]))
    assert table[0].tolist() == [0, 1, 20039, 8851]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("EUC_2D", [0, 31, 5, 1]), ("CEIL_2D", [0, 32, 5, 2]), ("ATT", [0, 10, 2, 1])],
)
def test_the_plane_is_rounded_as_its_kind_says(tmp_path: Path, kind: str, expected: list[int]) -> None:
    assert whole_table(instance(tmp_path, kind, ["0 0", "10 30", "3 4", "1 1"]))[0].tolist() == expected


def test_pseudo_euclidean_distances_are_those_of_the_formula(tmp_path: Path) -> None:
    points = np.random.default_rng(3).integers(0, 9000, (60, 2))
    table = whole_table(instance(tmp_path, "ATT", [f"{x} {y}" for x, y in points]))

    def formula(a: Floats, b: Floats) -> int:
        exact = sqrt(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) / 10.0)
        nearest = int(exact + 0.5)
        return nearest + 1 if nearest < exact else nearest

    assert table.tolist() == [[formula(a, b) for b in points.astype(float)] for a in points.astype(float)]


@pytest.mark.parametrize("divisor", [1.0, 10.0])
@pytest.mark.parametrize("radius", [0.0, 0.9, 1.0, 2.5, 7.0, 1e9])
def test_whoever_is_within_a_radius_is_so_by_the_rounded_distance(divisor: float, radius: float) -> None:
    metric = CeiledMetric(np.random.default_rng(4).integers(0, 25, (90, 2)).astype(float), divisor)
    start, site = metric.within(radius, (0, 90))
    expected = [np.nonzero(row <= radius)[0].tolist() for row in whole_table(metric)]
    assert [site[start[one] : start[one + 1]].tolist() for one in range(90)] == expected
    bits = np.unpackbits(metric.bits_within(radius, (0, 90)), axis=1, count=90, bitorder="little")
    assert [np.nonzero(row)[0].tolist() for row in bits] == expected


def test_a_tree_finds_the_neighbours_that_looking_at_every_pair_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    metric = CeiledMetric(np.random.default_rng(5).integers(0, 900, (80, 2)).astype(float), 10.0)
    _sites, looked = metric.nearest(9)
    monkeypatch.setattr(metrics, "MANY", 10)
    _sites, asked = metric.nearest(9)
    assert looked.tolist() == asked.tolist()


def test_plans_are_proven_by_distances_that_are_rounded_up(tmp_path: Path) -> None:
    points = np.random.default_rng(6).integers(0, 4000, (150, 2))
    metric = instance(tmp_path, "CEIL_2D", [f"{x} {y}" for x, y in points])
    table = whole_table(metric)
    plan = solve_pmedian(metric, np.ones(150), 20)
    assert (plan.proven, plan.objective) == (True, table[:, plan.sites].min(axis=1).sum())
    cover = solve_lscp(metric, 700)
    assert cover.proven
    assert (table[:, cover.sites].min(axis=1) <= 700).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "EDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1\n1 0\n",
            "EXPLICIT are not known",
        ),
        ("EDGE_WEIGHT_TYPE: GEO\nEOF\n", "number x y"),
        ("EDGE_WEIGHT_TYPE: GEO\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 2 2\n", "more than 2 points of the kind GEO"),
    ],
)
def test_what_is_not_read_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    monkeypatch.setattr(reading, "LARGEST_TABLE", 2)
    path = tmp_path / "t.tsp"
    path.write_text(text)
    with pytest.raises(InstanceError, match=says):
        read_instance(path)
