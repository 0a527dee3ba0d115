"""Reading instances: OR-Library graphs (p is in the file), TSPLIB coordinates, CSV of `lat,lon,weight`."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from network.planning.solver.metrics import Floats, MatrixMetric, Metric, PlaneMetric, SphereMetric


class InstanceError(ValueError):
    """A file that can't be read as an instance, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Points with weights, and the number of sites where the file says it."""

    metric: Metric
    weights: Floats
    p: int | None = None


def read_instance(path: Path) -> Instance:
    """Read a file by its kind. Raises InstanceError."""
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise InstanceError(f"{path} can't be read: {error}") from error
    try:
        if "NODE_COORD_SECTION" in text:
            return _tsplib(text)
        return _points(text) if path.suffix.lower() == ".csv" else _orlib(text)
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        if isinstance(error, InstanceError):
            raise
        raise InstanceError(
            f"{path.name} is neither an OR-Library, a TSPLIB nor a lat,lon,weight file: {error}"
        ) from error


def _orlib(text: str) -> Instance:
    """Edges `i j cost`, 1-based, undirected; an edge given twice: the last one counts. Costs are shortest paths."""
    numbers = np.array(text.split(), dtype=np.int64)
    n, edge_count, p = (int(one) for one in numbers[:3])
    edges = numbers[3 : 3 + 3 * edge_count].reshape(edge_count, 3)
    last = {(min(i, j), max(i, j)): cost for i, j, cost in edges.tolist()}
    starts, ends = (np.array(side) - 1 for side in zip(*last, strict=True))
    graph = coo_array((np.array(list(last.values()), dtype=float), (starts, ends)), shape=(n, n)).tocsr()
    distances = shortest_path(graph, method="D", directed=False)
    if not np.isfinite(distances).all():
        raise InstanceError("the graph is not connected")
    return Instance(MatrixMetric(distances), np.ones(n), p)


def _tsplib(text: str) -> Instance:
    """`number x y` lines; distances are Euclidean, rounded down."""
    body = text.split("NODE_COORD_SECTION", 1)[1].split("EOF", 1)[0]
    rows = [line.split()[1:3] for line in body.splitlines() if line.strip()]
    points = np.array(rows, dtype=float)
    return Instance(PlaneMetric(points, floored=True), np.ones(len(points)))


def _points(text: str) -> Instance:
    """Columns lat, lon and, if there is one, weight."""
    rows = list(csv.DictReader(text.splitlines()))
    positions = np.array([(float(row["lat"]), float(row["lon"])) for row in rows])
    weights = np.array([float(row.get("weight") or 1) for row in rows])
    if len(rows) == 0 or (weights < 0).any():
        raise InstanceError("a weight below zero, or no row at all")
    return Instance(SphereMetric(positions), weights)
