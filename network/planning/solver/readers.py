"""Reading instances: OR-Library graphs (p is in the file), TSPLIB coordinates, CSV with columns lat, lon and perhaps weight, in any order."""

import csv
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np

from network.planning.solver.metrics import CHUNK, Floats, MatrixMetric, Metric, SphereMetric
from network.planning.solver.native import at, empty, kernel
from network.planning.solver.plan import Clock
from network.planning.solver.tsplib import DISTANCES, LARGEST_TABLE, TABLED

NAMES = {"lat": ("lat", "latitude"), "lon": ("lon", "lng", "longitude"), "weight": ("weight", "demand")}
SEPARATORS = (",", ";", "\t")
LARGEST = 1e15  # a weight, coordinate or cost: beyond, sums of doubles don't count what is small beside it
KIND = re.compile(r"^[ \t]*EDGE_WEIGHT_TYPE[ \t]*:", re.MULTILINE)
SECTION = re.compile(r"^[ \t]*NODE_COORD_SECTION[ \t]*:?[ \t]*$", re.MULTILINE)


class InstanceError(ValueError):
    """A file that can't be read as an instance, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Points with weights, and the number of sites where the file says it."""

    metric: Metric
    weights: Floats
    p: int | None = None


def read_instance(path: Path, clock: Clock | None = None) -> Instance:
    """Read a file by its kind. Raises InstanceError, also when the time is over before the paths of a graph are known."""
    try:
        text = _decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise InstanceError(f"{path.name} can't be read: {error}") from error
    try:
        if SECTION.search(text) or KIND.search(text):
            return _tsplib(text)
        return _points(text) if path.suffix.lower() == ".csv" else _orlib(text, clock or Clock(inf))
    except InstanceError as error:
        raise InstanceError(f"{path.name}: {error}") from error
    except (ValueError, KeyError, IndexError, OverflowError, csv.Error) as error:
        raise InstanceError(
            f"{path.name} is neither an OR-Library, a TSPLIB nor a lat,lon,weight file: {error}"
        ) from error


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8, or what Chinese spreadsheets write instead."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _orlib(text: str, clock: Clock) -> Instance:
    """Edges `i j cost`, 1-based, undirected; an edge given twice: the last one counts. Costs are shortest paths."""
    numbers = np.array(text.split(), dtype=np.float64)
    if len(numbers) < 3 or (numbers[:3] != np.floor(numbers[:3])).any() or numbers[0] < 1 or numbers[1] < 0:
        raise InstanceError("the first line of an OR-Library file is: nodes edges p")
    n, edge_count, p = (int(one) for one in numbers[:3])
    if len(numbers) != 3 + 3 * edge_count:
        raise InstanceError(f"{edge_count} edges of three numbers are announced, but {len(numbers) - 3} numbers follow")
    if n > LARGEST_TABLE:
        raise InstanceError(f"graphs of more than {LARGEST_TABLE} nodes are not read")
    edges = numbers[3:].reshape(edge_count, 3)
    ends, costs = edges[:, :2], edges[:, 2]
    if (ends != np.floor(ends)).any() or (ends < 1).any() or (ends > n).any():
        raise InstanceError(f"an edge joins nodes that are not between 1 and {n}")
    if not ((costs >= 0) & (costs <= LARGEST)).all():
        raise InstanceError(f"an edge has a cost below zero, or none, or one above {LARGEST:g}")
    distances = _shortest_paths(n, ends.astype(np.int64) - 1, costs, clock)
    if (distances < 0).any():
        raise InstanceError("the graph is not connected")
    return Instance(MatrixMetric(distances), np.ones(n), p)


def _shortest_paths(n: int, ends: np.ndarray, costs: Floats, clock: Clock) -> Floats:
    """Return the table of shortest paths, -1 where there is none."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    newest_first = (low * n + high)[::-1]
    _pairs, place = np.unique(newest_first, return_index=True)
    low, high, costs = low[::-1][place], high[::-1][place], costs[::-1][place]
    start, to = np.concatenate((low, high)), np.concatenate((high, low)).astype(np.int32)
    order = np.argsort(start, kind="stable")
    begins = np.searchsorted(start[order], np.arange(n + 1)).astype(np.int64)
    to, lengths = np.ascontiguousarray(to[order]), np.ascontiguousarray(np.concatenate((costs, costs))[order])
    out = empty((n, n), np.float64)

    def measure(first: int) -> None:
        last, heap, place = min(first + CHUNK, n), empty(n, np.int32), empty(n, np.int32)
        if not clock.is_over:
            kernel().shortest(n, at(begins), at(to), at(lengths), first, last, at(out[first:last]), at(heap), at(place))

    if n <= CHUNK:
        measure(0)
    else:
        with ThreadPoolExecutor(2, "paths") as pool:  # the kernel runs without Python's lock
            list(pool.map(measure, range(0, n, CHUNK)))
    if clock.is_over:
        raise InstanceError("the time limit is too short even to measure the paths of the graph")
    return out


def _tsplib(text: str) -> Instance:
    """`number x y` lines below a head that says by which formula (`tsplib.py`) distances are measured."""
    head, body = (*SECTION.split(text, 1), "")[:2]
    fields = dict(_field(line) for line in head.splitlines() if ":" in line)
    kind = fields.get("EDGE_WEIGHT_TYPE", "EUC_2D")
    if kind not in DISTANCES:
        raise InstanceError(f"distances of the kind {kind} are not known, only {', '.join(DISTANCES)}")
    lines = body.split("EOF", 1)[0].splitlines()
    rows = [line.split() for line in lines if line.strip()]
    wrong = next((row for row in rows if len(row) != 3), None)
    if wrong is not None or not rows:
        raise InstanceError(f"a line of coordinates is: number x y (found: {' '.join(wrong or [])!r})")
    points = np.array([row[1:] for row in rows], dtype=np.float64)
    if not (np.abs(points) <= LARGEST).all():
        raise InstanceError(f"a coordinate is no number, or one beyond {LARGEST:g}")
    if int(fields.get("DIMENSION", len(rows))) != len(rows):
        raise InstanceError(f"{fields['DIMENSION']} points are announced, but {len(rows)} follow")
    if kind in TABLED and len(points) > LARGEST_TABLE:
        raise InstanceError(f"more than {LARGEST_TABLE} points of the kind {kind} are not read")
    return Instance(DISTANCES[kind](points), np.ones(len(points)))


def _field(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip(), value.strip()


def _points(text: str) -> Instance:
    """Columns lat, lon and, if there is one, weight (an empty weight is 1), separated by commas, semicolons or tabs."""
    first, *_others = text.splitlines() or [""]
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=separator)
    header = [name.strip().lower() for name in next(rows, [])]
    lat, lon, weight = (_column(header, names) for names in NAMES.values())
    if lat is None or lon is None:
        raise InstanceError("the first line must name the columns lat and lon (and weight, if there are weights)")
    places = []
    for row in rows:
        if any(cell.strip() for cell in row):
            line = rows.line_num
            if any(cell.strip() for cell in row[len(header) :]):
                raise InstanceError(f"line {line} has more columns than the first line names: {separator.join(row)}")
            places.append((_degrees(row, lat, 90, line), _degrees(row, lon, 180, line), _weight(row, weight, line)))
    if not places:
        raise InstanceError("there is no place in it")
    table = np.array(places, dtype=np.float64)
    return Instance(SphereMetric(np.ascontiguousarray(table[:, :2])), np.ascontiguousarray(table[:, 2]))


def _column(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _degrees(row: Sequence[str], column: int, most: int, line: int) -> float:
    degrees = _number(row[column] if column < len(row) else "")
    if degrees is None or not -most <= degrees <= most:
        raise InstanceError(f"line {line} has no latitude (-90 to 90) and longitude (-180 to 180): {','.join(row)}")
    return degrees


def _weight(row: Sequence[str], column: int | None, line: int) -> float:
    if column is None or column >= len(row) or not row[column].strip():
        return 1.0
    weight = _number(row[column])
    if weight is None or not 0 <= weight <= LARGEST:
        raise InstanceError(f"the weight of line {line} is below zero, above {LARGEST:g}, or no number: {row[column]}")
    return weight


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
