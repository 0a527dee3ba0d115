"""Issuing an edition of the sampling plan, drawing a period's checks, proving a draw."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from network.duty.bands import Band, days_of, period_of
from network.duty.choices import DutyError
from network.duty.deadlines import watch_hours
from network.duty.drawing import Drawn, Rules, Unit, draw
from network.duty.models import DutyCheck, DutyDraw, DutyPlan, OfficePhone
from network.duty.policies import check_plan
from network.duty.selectors import draw_of, drawn_before, newest_plan, office_phones_for, plan_on
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

Place = Station | OfficePhone
PLANNED = (
    "period", "share_percent", "number", "least_per_station", "office_calls", "bands", "tries", "retry_gap_minutes", "answer_within_s",
    "questions", "points_answered", "points_in_time", "points_person", "points_questions",
    "lost_per_retry", "pass_score", "appeal_days", "risk_weight",
)  # fmt: skip


@transaction.atomic
def issue_plan(*, starts_on: date, acting_user: Actor, **values: Any) -> DutyPlan:
    """Issue the next edition of the sampling plan; what is not given stays as in the newest one.

    Raises Invalid for a day before tomorrow, or a plan that is not sound: what was drawn is never judged by other rules afterwards.
    """
    acting_user.require("dutychecks.plan")
    newest = newest_plan()
    if starts_on <= today() or (newest and starts_on < newest.starts_on):
        raise Invalid(
            _("Choose a later day than today, and none before the newest edition."),
            code=DutyError.STARTS,
            field="starts_on",
        )
    kept = {name: getattr(newest, name) for name in PLANNED} if newest else {}
    edition = newest.edition + 1 if newest else 1
    plan = DutyPlan(edition=edition, starts_on=starts_on, issued_by_name=acting_user.name, **(kept | values))
    check_plan(plan)
    plan.save(force_insert=True)
    record(plan, "duty_plan.issued", acting_user, after={"edition": plan.edition, "starts_on": plan.starts_on})
    return plan


@transaction.atomic
def draw_checks(day: date | None = None, *, seed: str = "", acting_user: Actor) -> DutyDraw:
    """Draw the checks of the period in which `day` (today) lies; days that have passed are left out.

    Without registered phones of regional offices only stations are drawn, and the draw's page says so.
    Raises WrongState when the period is drawn already, Invalid without a plan in force or when the period is over.
    """
    acting_user.require("dutychecks.draw")
    chosen = day or today()
    plan = plan_on(chosen)
    if plan is None:
        raise Invalid(_("No sampling plan is in force on that day."), code=DutyError.NO_PLAN)
    first, last = period_of(chosen, plan.period)
    if draw_of(first) is not None:
        raise WrongState(_("This period is drawn already."), code=DutyError.DRAWN)
    if last < today():
        raise Invalid(_("That period is over."), code=DutyError.NO_PLAN, field="day")
    stations = list(stations_for(acting_user).filter(status=StationStatus.ACTIVE))
    made, checks = prepare_draw(
        plan,
        first,
        last,
        stations,
        offices=list(office_phones_for(acting_user).exclude(phone="")),
        days_from=max(first, today()),
        seed=seed or secrets.token_hex(16),
        by=acting_user.name,
    )
    made.save(force_insert=True)
    for check in checks:
        check.save(force_insert=True)
        watch_hours(check)
    after = {
        "drawn": made.drawn,
        "offices": sum(1 for check in checks if check.station_id is None),
        "first_day": made.first_day,
        "last_day": made.last_day,
        "seed": made.seed,
    }
    record(made, "duty_draw.drawn", acting_user, after=after)
    return made


def prepare_draw(
    plan: DutyPlan,
    first: date,
    last: date,
    stations: Sequence[Station],
    *,
    offices: Sequence[OfficePhone] = (),
    days_from: date,
    seed: str,
    by: str,
) -> tuple[DutyDraw, list[DutyCheck]]:
    """Return a draw and its checks, numbered and not yet saved."""
    made = DutyDraw(
        plan=plan,
        number=next_number("DDR"),
        first_day=first,
        last_day=last,
        days_from=days_from,
        seed=seed,
        frame=_frame(stations, offices),
        drawn_by_name=by,
    )
    drawn = _drawn(made)
    made.drawn, made.digest = len(drawn), _digest(made, drawn)
    places: dict[str, Place] = {str(one.pk): one for one in stations}
    places |= {str(one.pk): one for one in offices}
    return made, list(_checks(made, drawn, places))


def same_again(made: DutyDraw) -> bool:
    """Draw once more from the seed and the list of stations and offices that were kept, and tell whether the same checks come out."""
    return _digest(made, _drawn(made)) == made.digest


def _frame(stations: Sequence[Station], offices: Sequence[OfficePhone]) -> list[list[Any]]:
    before = drawn_before("station_id") | drawn_before("office_phone_id")
    rows: list[list[Any]] = [[str(one.pk), one.region, one.level, before.get(one.pk, 0)] for one in stations]
    return sorted(rows) + sorted([str(one.pk), one.region, "", before.get(one.pk, 0), True] for one in offices)


def _drawn(made: DutyDraw) -> list[Drawn]:
    plan = made.plan
    rules = Rules(plan.share_percent, plan.number, plan.least_per_station, plan.office_calls)
    return draw([Unit(*row) for row in made.frame], [band.code for band in plan.hour_bands()], rules, made.seed)


def _digest(made: DutyDraw, drawn: Sequence[Drawn]) -> str:
    rows = [[one.key, one.band, one.roll] for one in drawn]
    whole = [made.seed, made.plan.edition, made.first_day.isoformat(), made.days_from.isoformat(), rows]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _checks(made: DutyDraw, drawn: Sequence[Drawn], places: dict[str, Place]) -> Iterator[DutyCheck]:
    bands = {band.code: band for band in made.plan.hour_bands()}
    days = {code: days_of(band, made.days_from, made.last_day) for code, band in bands.items()}
    for one in drawn:
        yield _check(made, one, places[one.key], bands[one.band], days[one.band])


def _check(made: DutyDraw, one: Drawn, place: Place, band: Band, days: Sequence[date]) -> DutyCheck:
    station, office = (place, None) if isinstance(place, Station) else (None, place)
    day = days[one.roll % len(days)]
    return DutyCheck(
        number=next_number("DCK"),
        check_draw=made,
        station=station,
        office_phone=office,
        region=place.region,
        level=station.level if station else "",
        band=band.code,
        call_from=band.moment(day, one.roll // len(days)),
        call_until=band.window(day)[1],
    )
