"""Drives the product and the model side by side: the same step to both, then both views, the invariants and the chains are compared.

A run is a list of moves `(step, dice)`; everything random in a step comes from its dice, so a run can be repeated, cut short and shrunk.
Each episode begins with a fresh copy of one prepared database, so that a step costs the same at the end as at the beginning.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from unittest import mock

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from accounts.roles import Role
from billing.claims.appeals import actions as appeals
from catalog.models import Supplier
from common.errors import DomainError
from config.embedded_postgres import OWNER_ROLE
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests import database
from tests.builders.chargeback import contract
from tests.builders.claims import a_certificate, the_policy
from tests.builders.settlement import speakers, with_bank_details
from tests.builders.workshop import a_finished_order, the_part
from tests.model.books import Books
from tests.model.books.rows import Share
from tests.model.crash import Crashed, backend, die, failing_at
from tests.model.steps import STEPS, Deed, World
from tests.model.view import Witness
from tests.world import HOME, RIVAL, office_actor, station_actor

ORDERS = 30  # for each station; an episode prepares that many claims at most
DAYS_AGO = 150  # when an episode begins; its clock never overtakes the real one, by which deadlines run
EPISODE = 500
TRIES = 8
FULL_CHECK = 50  # steps from one check of everything to the next
SHARES = [Share("S001", "33.33"), Share("SUP01", "50.5", 20_000)]
OFFICE = (
    Role.CLAIMS_REVIEWER,
    Role.FINAL_REVIEWER,
    Role.FINANCE,
    Role.FINANCE_LEAD,
    Role.CUSTOMER_SERVICE_MANAGER,
)
STATION = (Role.APPRAISER, Role.PARTS, Role.STATION_MANAGER)
CRASHES = {"fails": 0.06, "killed": 0.02, "repeated": 0.06}  # how often a step meets with each

Move = tuple[str, int]


class Disagreement(AssertionError):
    """Product and model differ, or an invariant is broken; the message says what."""


@dataclass
class Clock:
    """The process's clock, moved by the steps. It starts at the same moment in each episode."""

    start: datetime
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.start + self.ahead

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.ahead += by


@dataclass
class Tally:
    """What a run did."""

    steps: int = 0
    done: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    crashed: int = 0

    def add(self, other: "Tally") -> None:
        """Count what another run did, too."""
        self.steps += other.steps
        self.refused += other.refused
        self.crashed += other.crashed
        for name, count in other.done.items():
            self.done[name] = self.done.get(name, 0) + count

    def __str__(self) -> str:
        kinds = len(self.done)
        return f"steps={self.steps} kinds={kinds} refused={self.refused} crashed={self.crashed}"


# ------------------------------------------------------------------------------------------ the prepared database


@dataclass(frozen=True)
class Prepared:
    """A database to copy, and who and what is in it."""

    name: str
    began: datetime
    office: dict[Role, Actor]
    people: dict[tuple[str, Role], Actor]
    suppliers: dict[str, Actor]
    parties: dict[Any, Actor]
    stations: dict[str, Any]
    orders: tuple[tuple[str, Any], ...]


@cache
def prepared() -> Prepared:
    """Make the database that every episode begins with: two stations with finished repair orders, a policy, two contracts, certificates."""
    name, began = f"{database.name_of_copy()}_model", timezone.now() - timedelta(days=DAYS_AGO)
    database.fresh_copy(name)
    with at_clock(Clock(began)), transaction.atomic():
        with at_head_office():
            the_policy()
            part = the_part()
            for share in SHARES:
                contract(share.percent, code=share.supplier, part=part, number=share.supplier, cap_minor=share.cap)
            suppliers = {share.supplier: _supplier_person(share.supplier) for share in SHARES}
        orders = [(code, order) for code in (HOME, RIVAL) for order in _orders(code)]
    office = {role: office_actor(role) for role in OFFICE}
    people = {(code, role): station_actor(role, code) for code in (HOME, RIVAL) for role in STATION}
    with transaction.atomic():
        for code in (HOME, RIVAL):
            wide: dict[str, Any] = {
                "valid_from": began.date() - timedelta(days=1),
                "valid_until": began.date() + timedelta(days=2 * DAYS_AGO),
            }
            a_certificate(people[code, Role.APPRAISER], **wide)
            with_bank_details(code)
    stations = {code: Station.objects.get(code=code).pk for code in (HOME, RIVAL)}
    return Prepared(name, began, office, people, suppliers, speakers(), stations, tuple(orders))


def _supplier_person(code: str) -> Actor:
    supplier = Supplier.objects.get(code=code)
    user = User.objects.create_user(f"model.{code}@stationmaster.example".lower(), name=code)
    Membership.objects.create(user=user, role=Role.SUPPLIER, supplier_id=supplier.pk)
    return actor_at_office(user)


def _orders(code: str) -> Iterator[Any]:
    clerk = station_actor(Role.APPRAISER, code)
    with inside(clerk.station):
        for _ in range(ORDERS):
            yield a_finished_order(clerk).pk


@contextmanager
def at_clock(clock: Clock) -> Iterator[None]:
    """Run by this clock; who asks the database for the time gets this one's, too."""
    with mock.patch.object(timezone, "now", clock), mock.patch.object(appeals, "database_now", clock):
        yield


def fresh(name: str) -> None:
    """Use a new copy of the prepared database."""
    copy = f"{database.name_of_copy()}_episode"
    database.use("postgres")
    database.run(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    database.run(f'CREATE DATABASE "{copy}" TEMPLATE "{name}" OWNER {OWNER_ROLE}')
    database.use(copy)


# ------------------------------------------------------------------------------------------ an episode


def moves(seed: int, episode: int, length: int = EPISODE) -> list[Move]:
    """Return the moves of an episode."""
    dice = Random(f"{seed}/{episode}")
    names, weights = [name for name, _, _ in STEPS], [weight for _, weight, _ in STEPS]
    return [(name, dice.getrandbits(32)) for name in dice.choices(names, weights, k=length)]


def play(script: Sequence[Move], tally: Tally | None = None) -> None:
    """Play an episode. Raises Disagreement at the first step after which anything differs."""
    start = prepared()
    fresh(start.name)
    clock, witness = Clock(start.began), Witness()
    books = Books(today=_day(clock()), shares=SHARES)
    world = World(
        books,
        start.office,
        start.people,
        start.suppliers,
        start.parties,
        start.stations,
        list(start.orders),
        clock.move,
    )
    try:
        with at_clock(clock):
            for number, move in enumerate(script, start=1):
                _take(world, move, witness, tally or Tally(), is_full=number % FULL_CHECK == 0 or number == len(script))
                if clock.ahead > timedelta(days=DAYS_AGO - 15):
                    break
    finally:
        witness.close()
        connection.close()


def _day(moment: datetime) -> Any:
    from common.clock import business_zone

    return moment.astimezone(business_zone()).date()


def _take(world: World, move: Move, witness: Witness, tally: Tally, *, is_full: bool) -> None:
    tally.steps += 1
    name, dice = move[0], Random(move[1])
    name, deed = _deed(world, name, dice)
    if deed is None:
        return
    rows_before = witness.rows
    times = 2 if deed.may_crash and dice.random() < CRASHES["repeated"] else 1
    for _ in range(times):
        answer, result = _ask(deed, witness, dice)
        if answer == "crash":
            tally.crashed += 1
            _expect_quiet(deed, witness, rows_before, world)
            answer, result = _ask_once(deed)  # whoever asked asks again
        expected = deed.expect(result) if answer == "ok" else _refusal(deed)
        if answer != expected:
            raise Disagreement(f"{deed.said}: the product says {answer}, the model {expected}")
        _count(tally, name, answer)
        rows_before = _compare(deed, witness, world, rows_before, answer)
        if deed.said.startswith("prepare"):
            break  # the second time the order is gone from the model's list
    if is_full and (wrong := witness.flaws()):
        raise Disagreement(f"{deed.said}: {wrong}")


def _deed(world: World, name: str, dice: Random) -> tuple[str, Deed | None]:
    """Return the step and its deed; when there is nothing to do it to, another step's."""
    for _ in range(TRIES):
        found = next(step for known, _, step in STEPS if known == name)(world, dice)
        if found is not None:
            return name, found
        name = dice.choice(STEPS)[0]
    return name, None


def _refusal(deed: Deed) -> str:
    return deed.expect(None)


def _count(tally: Tally, name: str, answer: str) -> None:
    if answer == "ok":
        tally.done[name] = tally.done.get(name, 0) + 1
    else:
        tally.refused += 1


def _ask(deed: Deed, witness: Witness, dice: Random) -> tuple[str, Any]:
    """Ask the product, now and then with a crash on the way."""
    fate = dice.random()
    if not deed.may_crash or fate > CRASHES["fails"] + CRASHES["killed"]:
        return _ask_once(deed)
    process = backend()
    strike: Callable[[], None] = die if fate < CRASHES["fails"] else lambda: witness.kill(process)
    with failing_at(dice.randint(1, 40), strike):
        return _ask_once(deed)


def _ask_once(deed: Deed) -> tuple[str, Any]:
    try:
        with deed.stand(), transaction.atomic():
            return "ok", deed.act()
    except DomainError as error:
        return type(error).__name__, None
    except (Crashed, OperationalError):
        connection.close()
        return "crash", None


def _expect_quiet(deed: Deed, witness: Witness, rows_before: int, world: World) -> None:
    """After a crash everything is as before."""
    _compare(deed, witness, world, rows_before, "crash")


def _compare(deed: Deed, witness: Witness, world: World, rows_before: int, answer: str) -> int:
    view, rows, links = witness.read()
    if difference := differing(view, world.books.view()):
        raise Disagreement(f"{deed.said} ({answer}): " + "; ".join(difference))
    if broken := witness.broken():
        raise Disagreement(f"{deed.said} ({answer}): {broken}")
    if rows != links or (answer != "ok" and rows != rows_before):
        raise Disagreement(f"{deed.said} ({answer}): {rows} history rows after {rows_before}, chains end at {links}")
    return rows


def differing(product: dict[str, Any], model: dict[str, Any]) -> list[str]:
    """Say where two views differ."""
    found = []
    for part, theirs in model.items():
        ours = product[part]
        if part == "balances":
            ours, theirs = ({k: v for k, v in one.items() if v} for one in (ours, theirs))
        if ours != theirs and isinstance(theirs, dict):
            found += [
                f"{part} {key}: product {ours.get(key)}, model {theirs.get(key)}"
                for key in {**ours, **theirs}
                if ours.get(key) != theirs.get(key)
            ]
        elif ours != theirs:
            found.append(f"{part}: product {ours}, model {theirs}")
    return found


# ------------------------------------------------------------------------------------------ shrinking


def failure(script: Sequence[Move]) -> tuple[int, str] | None:
    """Play; return after how many moves it fails and how, or None."""
    tally = Tally()
    try:
        play(script, tally)
    except Exception as error:
        if not tally.steps:
            raise  # the world could not be made: that is no finding
        return tally.steps, f"{type(error).__name__}: {error}"
    return None


def shrink(script: Sequence[Move], seconds: float) -> tuple[list[Move], str]:
    """Leave out moves, in halves, quarters, … as long as it still fails; returns the shortest list found in time and what goes wrong in it."""
    kept, why, size, until = list(script), "", len(script), time.monotonic() + seconds
    while size and time.monotonic() < until:
        size = max(1, min(size, len(kept)) // 2)
        place = 0
        while place < len(kept) and time.monotonic() < until:
            shorter = kept[:place] + kept[place + size :]
            if (found := failure(shorter)) is None:
                place += size
            else:
                kept, why = shorter[: found[0]], found[1]
        size = 0 if size == 1 else size
    return kept, why
