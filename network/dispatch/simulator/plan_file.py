"""Reading a crew plan: `station,crew,from,to` and, if wanted, `capacity`, `capabilities`, `brands` (several with spaces between)."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from network.dispatch.simulator.problems import BadInput, Problem
from network.dispatch.simulator.world import Base, CrewPlan

COLUMNS = ("station", "crew", "from", "to")
TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
MOST_JOBS = 20


def read_crew_plan(text: str, bases: Mapping[str, Base], known: Iterable[CrewPlan] = ()) -> list[CrewPlan]:
    """Return the plan's crews. One that is known by station and name keeps its key, and what the plan does not say. Raises BadInput."""
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    if not set(COLUMNS) <= set(columns):
        raise BadInput(Problem.COLUMNS, columns=", ".join(columns) or "–")
    reader.fieldnames = columns
    before = {(one.base.code, one.name): one for one in known}
    found: dict[tuple[str, str], CrewPlan] = {}
    for number, row in enumerate(reader, start=2):
        crew = _crew(number, {name: (row[name] or "").strip() for name in columns}, bases, before)
        key = crew.base.code, crew.name
        if key in found:
            raise BadInput(Problem.CREW_TWICE, row=number, code=key[0], crew=key[1])
        found[key] = crew
    if not found:
        raise BadInput(Problem.NO_CREW)
    return list(found.values())


def without_stations(crews: Sequence[CrewPlan], codes: Iterable[str], bases: Mapping[str, Base]) -> list[CrewPlan]:
    """Return the crews of the stations that stay open. Raises BadInput for a code that no station has."""
    closed = set(codes)
    for code in sorted(closed - bases.keys()):
        raise BadInput(Problem.STATION, code=code)
    return [one for one in crews if one.base.code not in closed]


def _crew(
    number: int, row: Mapping[str, str], bases: Mapping[str, Base], before: Mapping[tuple[str, str], CrewPlan]
) -> CrewPlan:
    code, name = row["station"], row["crew"]
    base = bases.get(code)
    if base is None:
        raise BadInput(Problem.STATION, code=code or "–")
    known = before.get((code, name))
    return CrewPlan(
        key=known.key if known else _key(code, name),
        base=base,
        name=name,
        from_s=_seconds(number, row["from"]),
        to_s=_seconds(number, row["to"]),
        capacity=_capacity(number, row.get("capacity", ""), known),
        brands=_names(row.get("brands", "")) or (known.brands if known else frozenset()),
        capabilities=_names(row.get("capabilities", ""))
        or (known.capabilities if known else _all_abilities(base, before.values())),
    )


def _all_abilities(base: Base, crews: Iterable[CrewPlan]) -> frozenset[str]:
    """A new crew of which the plan says nothing can do what the station's others can do together, else roadside repair, tyres and towing."""
    others = [one.capabilities for one in crews if one.base.code == base.code]
    return frozenset().union(*others) or frozenset({"repair", "tyre", "tow"})


def _key(code: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{code}:{name}")


def _seconds(number: int, text: str) -> int:
    found = TIME.fullmatch(text)
    if found is None or (found[1] == "24" and found[2] != "00"):
        raise BadInput(Problem.TIME, row=number, value=text)
    return (int(found[1]) * 60 + int(found[2])) * 60 % 86_400


def _capacity(number: int, text: str, known: CrewPlan | None) -> int:
    if not text:
        return known.capacity if known else 1
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        raise BadInput(Problem.CAPACITY, row=number, value=text)
    return int(text)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())
