"""Who may see the roster, who is on now, and what a week leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people
from common.clock import business_zone, now
from common.records import RecordQuerySet
from network.dispatch.choices import OPEN_RESCUE
from network.dispatch.models import Rescue
from network.duty.choices import SwapStatus
from network.duty.gaps import Span, uncovered
from network.duty.policies import signs_for
from network.duty.roster_models import Handover, Shift, ShiftKind, Swap
from network.hotline.callbacks.choices import OPEN as TO_CALL
from network.hotline.callbacks.models import Callback
from network.hotline.choices import LIVE, CaseKind
from network.hotline.models import Case

VIEW, SWAP = "roster.view", "roster.swap"
DAYS = 7
ITEMS = 100


def kinds_for(actor: Actor) -> RecordQuerySet:
    """Return the kinds of shift."""
    rows: RecordQuerySet = ShiftKind.objects.all()
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def shifts_for(actor: Actor) -> RecordQuerySet:
    """Return the shifts on the roster; those taken off it stay in history alone."""
    rows: RecordQuerySet = Shift.objects.select_related("kind").filter(removed_at__isnull=True)
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def swaps_for(actor: Actor) -> RecordQuerySet:
    """Return the swaps."""
    rows: RecordQuerySet = Swap.objects.select_related("shift__kind", "against__kind")
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def handovers_for(actor: Actor) -> RecordQuerySet:
    """Return the handover notes."""
    rows: RecordQuerySet = Handover.objects.select_related("shift__kind", "signature")
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def agents() -> list[User]:
    """Return the people who answer the hotline."""
    return office_people(Role.DISPATCHER)


def on_now(at: datetime | None = None) -> Sequence[Shift]:
    """Return the shifts that run now."""
    moment = at or now()
    rows = Shift.objects.filter(removed_at__isnull=True, begins_at__lte=moment, ends_at__gt=moment)
    return list(rows.select_related("kind"))


def shifts_of_agent(agent_id: UUID, span: Span) -> Sequence[Shift]:
    """Return an agent's shifts near a span."""
    begin, end = span[0] - timedelta(days=2), span[1] + timedelta(days=2)
    rows = Shift.objects.filter(agent_id=agent_id, removed_at__isnull=True, begins_at__range=(begin, end))
    return list(rows.select_related("kind"))


def current_shift(actor: Actor) -> Shift | None:
    """Return the actor's shift that runs or has ended within the last twelve hours and has no handover yet."""
    rows = Shift.objects.filter(agent_id=actor.id, removed_at__isnull=True, handover__isnull=True)
    found: Shift | None = (
        rows.filter(begins_at__lte=now(), ends_at__gt=now() - timedelta(hours=12)).order_by("begins_at").first()
    )
    return found


def unsigned(actor: Actor) -> RecordQuerySet:
    """Return the handovers that nobody has signed for."""
    rows: RecordQuerySet = handovers_for(actor).filter(signature__isnull=True)
    return rows.order_by("created_at")


def may_sign(actor: Actor, handover: Handover) -> bool:
    """Tell whether this person is the one to sign for a handover now."""
    on_duty = [one.agent_id for one in on_now()]
    return actor.may(SWAP) and signs_for(actor.id, writer=handover.written_by_id, on_duty=on_duty)


def to_sign(actor: Actor) -> list[Handover]:
    """Return the handovers for which this person is the one to sign now."""
    waiting = list(unsigned(actor)[:ITEMS])
    on_duty = [one.agent_id for one in on_now()] if waiting else []
    return [one for one in waiting if signs_for(actor.id, writer=one.written_by_id, on_duty=on_duty)]


def asked_of(actor: Actor) -> RecordQuerySet:
    """Return the swaps that wait for this person's consent."""
    rows: RecordQuerySet = swaps_for(actor).filter(status=SwapStatus.ASKED, colleague_id=actor.id)
    return rows


def open_items() -> list[dict[str, str]]:
    """Return what is open now, as a handover keeps it: rescues under way, calls that are owed, and other cases without a result."""
    rescues = Rescue.objects.filter(status__in=OPEN_RESCUE).select_related("case").order_by("created_at")[:ITEMS]
    found = [_item("rescue", one.number, one.get_absolute_url(), one.status, _what(one.case)) for one in rescues]
    cases = Case.objects.filter(status__in=LIVE).exclude(kind=CaseKind.RESCUE).order_by("created_at")[:ITEMS]
    owed = Callback.objects.filter(status__in=TO_CALL).select_related("case").order_by("due_at")[:ITEMS]
    found += [_item("callback", one.number, one.get_absolute_url(), one.status, _owed(one)) for one in owed]
    return found + [_item("case", one.number, one.get_absolute_url(), one.status, _what(one)) for one in cases]


def _item(kind: str, number: str, url: str, status: str, what: str) -> dict[str, str]:
    return {"kind": kind, "number": number, "url": url, "status": str(status), "what": what}


def _owed(one: Callback) -> str:
    """Return what a call is about and until when it is owed; never whom: the number stays sealed."""
    due = one.due_at.astimezone(business_zone()).strftime("%Y-%m-%d %H:%M")
    return " · ".join(filter(None, (due, one.wish, _what(one.case) if one.case else "")))


def _what(case: Case) -> str:
    return " · ".join(filter(None, (case.vehicle_label, case.place, case.description[:80])))


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of shift on one day: who is on, and how many are missing."""

    kind: ShiftKind
    day: date
    shifts: Sequence[Shift]

    @property
    def missing(self) -> int:
        """Return how many agents are missing."""
        return max(0, self.kind.needed - len(self.shifts))


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the roster."""

    monday: date
    days: Sequence[date]
    rows: Sequence[tuple[ShiftKind, Sequence[Cell]]]
    uncovered: Sequence[Span]

    @property
    def short(self) -> list[Cell]:
        """Return the cells in which somebody is missing."""
        return [cell for _kind, cells in self.rows for cell in cells if cell.missing]


def week_of(actor: Actor, day: date) -> Week:
    """Return the week in which `day` lies: each kind of shift by day, and the hours in which nobody is on."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    begin, end = (
        datetime.combine(one, time.min, tzinfo=business_zone()) for one in (monday, monday + timedelta(days=DAYS))
    )
    near = list(shifts_for(actor).filter(begins_at__lt=end, ends_at__gt=begin))
    by_cell: dict[Any, list[Shift]] = {}
    for shift in near:
        by_cell.setdefault((shift.kind_id, shift.day), []).append(shift)
    rows = [(kind, [Cell(kind, one, by_cell.get((kind.pk, one), [])) for one in days]) for kind in kinds_for(actor)]
    return Week(monday, days, rows, uncovered([(one.begins_at, one.ends_at) for one in near], begin, end))
