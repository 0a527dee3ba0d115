"""Which rounds, entries and objections a person may see, and what stations did in a period."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from audit.violations.choices import Severity, ViolationStatus
from audit.violations.models import Violation
from common.clock import end_of_day
from common.documents import read_token
from common.records import RecordQuerySet
from common.scope import for_office
from network.scorecards.awarding import Place, Record, Rules, ranked
from network.scorecards.choices import SHOWN_ROUNDS, ObjectionStatus, RoundStatus
from network.scorecards.computing import last_day
from network.scorecards.facts.gathering import moments
from network.scorecards.models import AwardEntry, AwardObjection, AwardRound, ScoreCard
from network.scorecards.selectors import REGIONAL_ONLY
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station

CERTIFICATE = "award"
RULES = ("least_points", "least_months", "most_violation_points", "excludes_grave", "places", "places_per_region")


def rounds_for(actor: Actor) -> RecordQuerySet:
    """Return the rounds: all for head office, the announced ones for regional offices and stations."""
    rows: RecordQuerySet = AwardRound.objects.all()
    if not actor.may("awards.view") or actor.is_supplier:
        return rows.none()
    if actor.is_office and not actor.roles <= REGIONAL_ONLY:
        return rows
    return rows.filter(status__in=SHOWN_ROUNDS)


def entries_for(actor: Actor) -> RecordQuerySet:
    """Return the entries: all for head office, a region's for its office once announced, a station's own once awarded."""
    rows: RecordQuerySet = AwardEntry.objects.select_related("station", "round")
    if not actor.may("awards.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id, round__status=RoundStatus.PUBLISHED)
    if not actor.is_office:
        return rows.none()
    if actor.roles <= REGIONAL_ONLY:
        return rows.filter(region=actor.region, round__status__in=SHOWN_ROUNDS)
    return rows


def objections_for(actor: Actor) -> RecordQuerySet:
    """Return the objections: all for head office but the regional offices, a station's own."""
    rows: RecordQuerySet = AwardObjection.objects.select_related("station", "round")
    if not actor.may("awards.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office and not actor.roles <= REGIONAL_ONLY else rows.none()


def waiting_objections(found: AwardRound) -> bool:
    """Tell whether an objection waits for its decision. Asked in head office's scope."""
    return AwardObjection.objects.filter(round=found, status=ObjectionStatus.OPEN).exists()


def entries_of(found: AwardRound, actor: Actor) -> Sequence[AwardEntry]:
    """Return the round's entries in sight, the ranked ones first."""
    return list(entries_for(actor).filter(round=found).order_by("rank", "-points", "station__code"))


def objections_of(found: AwardRound, actor: Actor) -> Sequence[AwardObjection]:
    """Return the round's objections in sight."""
    return list(objections_for(actor).filter(round=found).order_by("created_at"))


def decided_exclusions(found: AwardRound) -> dict[UUID, str]:
    """Return who was excluded by somebody, and why: a new ranking keeps it."""
    rows = AwardEntry.objects.filter(round=found).exclude(reason="")
    return dict(rows.order_by().values_list("station_id", "reason"))


def records_of(found: AwardRound) -> list[Record]:
    """Return what each station did in the round's months, from published cards with a grade and final violations."""
    points: dict[Any, list[Decimal]] = defaultdict(list)
    cards = ScoreCard.objects.filter(
        month__range=(found.first_month, found.last_month), is_current=True, is_published=True, points__isnull=False
    ).exclude(grade="")
    for station_id, value in cards.order_by("month").values_list("station_id", "points").iterator():
        points[station_id].append(Decimal(value or 0))
    lost, grave = _violations(found)
    rows = Station.objects.filter(pk__in=points).order_by("code")
    return [
        Record(
            one.pk,
            one.code,
            one.region,
            points[one.pk],
            lost[one.pk],
            one.pk in grave,
            one.status == StationStatus.ACTIVE,
        )
        for one in rows
    ]


def placed(found: AwardRound) -> list[Place]:
    """Return where each station stands by the round's rules and what is known today."""
    return ranked(records_of(found), Rules(*(getattr(found, one) for one in RULES)), decided_exclusions(found))


def fallen_out(found: AwardRound) -> list[tuple[AwardEntry, str]]:
    """Return the winners that a rule of the round excludes by now, with the rule: a grave violation, a suspension since the ranking."""
    out = {one.record.station_id: one.exclusion for one in placed(found) if one.exclusion}
    winners = AwardEntry.objects.filter(round=found, is_winner=True, station_id__in=out).select_related("station")
    return [(one, out[one.station_id]) for one in winners.order_by("rank")]


def _violations(found: AwardRound) -> tuple[dict[Any, int], set[Any]]:
    """Return the points of the round's months by station, and who has a grave one: that counts from the first month until today."""
    begin, end = moments(last_day(found.first_month))[0], end_of_day(last_day(found.last_month))
    rows = Violation.objects.filter(status=ViolationStatus.FINAL, final_at__gte=begin)
    lost: dict[Any, int] = defaultdict(int)
    grave = set()
    for station_id, points, severity, final_at in rows.values_list(
        "station_id", "points", "offence__severity", "final_at"
    ):
        lost[station_id] += points if final_at and final_at < end else 0
        if severity == Severity.GRAVE:
            grave.add(station_id)
    return lost, grave


def award_by_token(token: str) -> AwardEntry | None:
    """Return the award that a certificate's code names, for anybody; None for a code that is not ours."""
    key = read_token(CERTIFICATE, token)
    if key is None:
        return None
    with for_office():
        rows = AwardEntry.objects.select_related("station", "round")
        found: AwardEntry | None = rows.filter(pk=key, is_winner=True, round__status=RoundStatus.PUBLISHED).first()
    return found
