"""Which plans, draws and checks a person may see, what is to be called now, and the figures of a month."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, Q

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import business_zone, now
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.duty.choices import COUNTED, EVIDENCE, SHOWN_TO_STATION, TO_CALL, CheckKind, CheckStatus
from network.duty.models import CheckTry, DutyCheck, DutyDraw, DutyPlan, OfficePhone

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
VIEW = "dutychecks.view"


def checks_for(actor: Actor) -> RecordQuerySet:
    """Return the checks in sight: all for head office, a region's and its office's own once scored for that office, a station's own
    once scored.

    Neither a station nor its office sees what is planned, or it would be no spot check.
    """
    rows: RecordQuerySet = DutyCheck.objects.select_related("station", "office_phone", "check_draw__plan")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id, status__in=SHOWN_TO_STATION)
    if not actor.is_office:
        return rows.none()
    if actor.roles <= REGIONAL_ONLY:
        return rows.filter(region=actor.region, status__in=SHOWN_TO_STATION)
    return rows


def office_phones_for(actor: Actor) -> RecordQuerySet:
    """Return the regional offices' duty phones: all for head office, its own for a regional office, none for a station."""
    rows: RecordQuerySet = OfficePhone.objects.all()
    if not actor.is_office or not actor.may(VIEW):
        return rows.none()
    return rows.filter(region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def of_kind(rows: RecordQuerySet, *kinds: str) -> RecordQuerySet:
    """Return the checks of stations, of regional offices, or of both."""
    if set(kinds) in ({CheckKind.STATION}, {CheckKind.OFFICE}):
        return rows.filter(station__isnull=CheckKind.OFFICE in kinds)
    return rows


def plans_for(actor: Actor) -> RecordQuerySet:
    """Return the editions of the sampling plan: by what they are scored, stations may read."""
    rows: RecordQuerySet = DutyPlan.objects.all()
    return rows if actor.may(VIEW) else rows.none()


def draws_for(actor: Actor) -> RecordQuerySet:
    """Return the draws: head office's alone, and no regional office's."""
    rows: RecordQuerySet = DutyDraw.objects.select_related("plan")
    sees = actor.is_office and actor.may(VIEW) and not actor.roles <= REGIONAL_ONLY
    return rows if sees else rows.none()


def plan_on(day: date) -> DutyPlan | None:
    """Return the edition in force on a day."""
    found: DutyPlan | None = DutyPlan.objects.filter(starts_on__lte=day).order_by("-starts_on", "-edition").first()
    return found


def newest_plan() -> DutyPlan | None:
    """Return the newest edition, in force or not yet."""
    found: DutyPlan | None = DutyPlan.objects.order_by("-edition").first()
    return found


def draw_of(first_day: date) -> DutyDraw | None:
    """Return the draw of the period that begins on this day."""
    found: DutyDraw | None = DutyDraw.objects.filter(first_day=first_day).first()
    return found


def drawn_before(whose: str) -> dict[Any, int]:
    """Return how often each station (`station_id`) or office (`office_phone_id`) was drawn so far."""
    checks = DutyCheck.objects.filter(**{f"{whose}__isnull": False})
    rows = checks.order_by().values_list(whose).annotate(times=Count("pk"))
    return dict(rows)


def due_now(actor: Actor, at: datetime | None = None) -> RecordQuerySet:
    """Return the checks to be called now, the one whose hours end first in front."""
    rows: RecordQuerySet = checks_for(actor).filter(status=CheckStatus.PLANNED, call_from__lte=at or now())
    return rows.order_by("call_until", "pk")


def in_hand(actor: Actor) -> DutyCheck | None:
    """Return the check that this person is calling."""
    found: DutyCheck | None = checks_for(actor).filter(status=CheckStatus.CALLING, caller_id=actor.id).first()
    return found


def calls_of(check: DutyCheck) -> Sequence[CheckTry]:
    """Return the calls that were made for a check."""
    return list(CheckTry.objects.filter(duty_check=check))


def callers_of(check: DutyCheck) -> set[Any]:
    """Return who called for a check."""
    return {*CheckTry.objects.filter(duty_check=check).values_list("caller_id", flat=True), check.caller_id}


def evidence_of(check: DutyCheck) -> Sequence[StoredFile]:
    """Return the pictures of a check's appeal."""
    return list(StoredFile.objects.filter(subject_id=check.pk, kind=EVIDENCE).order_by("created_at"))


def evidence_file(check: DutyCheck, key: Any) -> StoredFile:
    """Return one picture of a check that the gate has let through. Raises NotYours."""
    found: StoredFile = StoredFile.objects.filter(subject_id=check.pk, kind=EVIDENCE).get_or_404(key)
    return found


def left_to_call(draw: DutyDraw) -> int:
    """Return how many checks of a draw are not called yet."""
    return DutyCheck.objects.filter(check_draw=draw, status__in=TO_CALL).count()


def counted_in(rows: RecordQuerySet, month: date) -> RecordQuerySet:
    """Return the checks that count in a month: by the moment they were scored, in the manufacturer's zone."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    begin, end = (datetime.combine(day, time.min, tzinfo=business_zone()) for day in (first, after))
    return rows.filter(status__in=COUNTED, scored_at__gte=begin, scored_at__lt=end)


def figures(actor: Actor, month: date, *by: str, kinds: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return per group (`region`, `station_id`, `band`, …): checks, passed, appealed, mean score, and the pass rate in per cent (合格率).

    `kinds` leaves only the checks of stations, or only those of regional offices.
    """
    rows = of_kind(counted_in(checks_for(actor), month), *kinds).order_by().values(*by)
    counted = rows.annotate(
        checks=Count("pk"),
        passed=Count("pk", filter=Q(has_passed=True)),
        appealed=Count("pk", filter=~Q(status=CheckStatus.SCORED)),
        mean=Avg("score"),
    )
    return [row | {"rate": round(100 * row["passed"] / row["checks"], 1)} for row in counted.order_by(*by)]


def may_appeal(check: DutyCheck, actor: Actor) -> bool:
    """Tell whether the actor speaks for the place that was checked: the station, or the regional office in person."""
    if check.station_id is not None:
        return check.station_id == actor.station_id
    return actor.is_office and Role.REGIONAL_OFFICE in actor.roles and actor.region == check.region


def waiting_appeals(actor: Actor) -> RecordQuerySet:
    """Return the appeals that wait for a decision, the oldest first."""
    rows: RecordQuerySet = checks_for(actor).filter(status=CheckStatus.APPEALED)
    return rows.order_by("appealed_at")
