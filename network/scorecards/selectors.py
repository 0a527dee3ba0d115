"""Which standards, months and cards a person may see, and which standard rules a month."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, Q

from accounts.actors import Actor
from accounts.roles import Role
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.versions import in_force
from common.clock import business_zone
from common.records import RecordQuerySet
from network.scorecards.choices import AppealStatus, AssessmentStatus, ProposalStatus
from network.scorecards.models import Assessment, GradeProposal, OfficeCard, ScoreAppeal, ScoreCard, ScoreStandard
from network.scorecards.standard import EXAMPLE, Standard, standard_of

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def standards_for(actor: Actor) -> RecordQuerySet:
    """Return the versions: all for head office, what was published for the stations that are measured by it."""
    rows: RecordQuerySet = ScoreStandard.objects.all()
    if not actor.may("scorecards.view") or actor.is_supplier:
        return rows.none()
    return rows if actor.is_office else rows.filter(status=PolicyStatus.PUBLISHED)


def standard_of_month(month: date) -> Standard:
    """Return the standard of a month: the version in force when it began, so that nobody is measured by rules that came later."""
    begun = datetime.combine(month.replace(day=1), time.min, tzinfo=business_zone())
    row = in_force(ScoreStandard.objects, begun)
    return standard_of(row.label, row.values) if row else EXAMPLE


def assessments_for(actor: Actor) -> RecordQuerySet:
    """Return the months: all for head office, the published ones for regional offices; stations read their cards instead."""
    rows: RecordQuerySet = Assessment.objects.all()
    if not actor.may("scorecards.view") or not actor.is_office:
        return rows.none()
    return rows.filter(status=AssessmentStatus.PUBLISHED) if actor.roles <= REGIONAL_ONLY else rows


def assessment_of(month: date) -> Assessment | None:
    """Return the assessment of a month."""
    found: Assessment | None = Assessment.objects.filter(month=month).first()
    return found


def cards_for(actor: Actor) -> RecordQuerySet:
    """Return the cards in sight: all for head office; a region's published ones for its office; a station's own published ones."""
    rows: RecordQuerySet = ScoreCard.objects.select_related("station", "assessment")
    if not actor.may("scorecards.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id, is_published=True)
    if not actor.is_office:
        return rows.none()
    return rows.filter(region=actor.region, is_published=True) if actor.roles <= REGIONAL_ONLY else rows


def office_cards_for(actor: Actor) -> RecordQuerySet:
    """Return the offices' cards in sight: all for head office, its own published ones for a regional office."""
    rows: RecordQuerySet = OfficeCard.objects.select_related("assessment")
    if not actor.may("scorecards.view") or not actor.is_office:
        return rows.none()
    published = Q(assessment__status=AssessmentStatus.PUBLISHED, region=actor.region)
    return rows.filter(published) if actor.roles <= REGIONAL_ONLY else rows


def editions_of(card: ScoreCard) -> Sequence[ScoreCard]:
    """Return all editions of a card that the gate has let through, the newest first."""
    rows = ScoreCard.objects.select_related("station").filter(station_id=card.station_id, month=card.month)
    return list(rows.order_by("-edition"))


def trend_of(card: ScoreCard, months: int = 12) -> Sequence[ScoreCard]:
    """Return the station's current published cards of the last months up to this one, the oldest first."""
    rows = ScoreCard.objects.filter(station_id=card.station_id, month__lte=card.month, is_current=True)
    shown = rows.filter(is_published=True) if card.is_published else rows
    return list(reversed(shown.order_by("-month")[:months]))


def office_cards_of(month: Assessment, actor: Actor) -> Sequence[OfficeCard]:
    """Return the offices' cards of a month in sight, the best first."""
    return list(office_cards_for(actor).filter(month=month.month).order_by("rank", "region"))


def grades_of(month: Assessment, actor: Actor) -> Sequence[tuple[str, int]]:
    """Return how many of the month's current cards in sight have which grade."""
    rows = cards_for(actor).filter(month=month.month, is_current=True).order_by()
    return list(rows.values_list("grade").annotate(count=Count("pk")).order_by("grade"))


def latest_card(actor: Actor) -> ScoreCard | None:
    """Return the newest current card in sight."""
    found: ScoreCard | None = cards_for(actor).filter(is_current=True).order_by("-month").first()
    return found


def to_publish(actor: Actor) -> RecordQuerySet:
    """Return the months that somebody else computed and nobody published, the oldest first."""
    rows: RecordQuerySet = assessments_for(actor).filter(status=AssessmentStatus.COMPUTED)
    return rows.exclude(started_by_id=actor.id).order_by("month")


def appeals_for(actor: Actor) -> RecordQuerySet:
    """Return the appeals in sight: all for head office, its region's for a regional office, a station's own."""
    rows: RecordQuerySet = ScoreAppeal.objects.select_related("station", "card__assessment")
    if not actor.may("scorecards.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def waiting_appeals(actor: Actor) -> RecordQuerySet:
    """Return the appeals that this person may decide, the oldest first."""
    rows: RecordQuerySet = appeals_for(actor).filter(status=AppealStatus.OPEN)
    mine = Q(computed_by_id=actor.id) | Q(published_by_id=actor.id)
    return rows.exclude(mine).order_by("created_at")


def proposals_for(actor: Actor) -> RecordQuerySet:
    """Return what grades propose: head office's alone, a region's for its office."""
    rows: RecordQuerySet = GradeProposal.objects.select_related("station", "card__assessment")
    if not actor.may("scorecards.view") or not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def waiting_proposals(actor: Actor) -> RecordQuerySet:
    """Return the proposals that wait for an instruction, the oldest first."""
    rows: RecordQuerySet = proposals_for(actor).filter(status=ProposalStatus.PROPOSED)
    return rows.exclude(published_by_id=actor.id).order_by("created_at")


def current_card(station_id: UUID, month: date) -> ScoreCard | None:
    """Return the edition that counts."""
    rows = ScoreCard.objects.select_related("station", "assessment")
    found: ScoreCard | None = rows.filter(station_id=station_id, month=month, is_current=True).first()
    return found


def open_to_appeal(card: ScoreCard) -> list[str]:
    """Return the indicators of a card that may be appealed and were not yet."""
    standard = card.assessment.standard
    asked = set(
        ScoreAppeal.objects.filter(station_id=card.station_id, month=card.month).values_list("source", flat=True)
    )
    return [one.source for one in standard.indicators if one.can_appeal and one.source not in asked]


def office_cards_up_to(actor: Actor, month: date | None, months: int = 12) -> Sequence[OfficeCard]:
    """Return the offices' cards in sight of the last months up to this one (the newest, when none is named)."""
    rows = office_cards_for(actor)
    upto = rows.filter(month__lte=month) if month else rows
    chosen = list(upto.order_by("-month").values_list("month", flat=True).distinct()[:months])
    return list(rows.filter(month__in=chosen).order_by("month", "region"))
