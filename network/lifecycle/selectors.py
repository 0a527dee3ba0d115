"""What of stations' lives a person may see."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.actors import Actor
from accounts.roles import Role
from common.deadlines.models import Deadline
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.lifecycle.choices import EVIDENCE, UNDER_WAY, ChangeKind, StepStatus
from network.lifecycle.deadlines import STEP_WORK
from network.lifecycle.models import Closing, ClosingStep, StationChange, StationOrder
from network.onboarding.choices import AgreementStatus
from network.onboarding.models import Agreement
from tenants.registry.choices import StationStatus

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def in_sight(rows: RecordQuerySet, actor: Actor, action: str) -> RecordQuerySet:
    """Return a station's own rows, a regional office's those of its region, all for the rest of head office; none without `action`."""
    if not actor.may(action):
        return rows.none()  # type: ignore[return-value]
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)  # type: ignore[return-value]
    if not actor.is_office:
        return rows.none()  # type: ignore[return-value]
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows  # type: ignore[return-value]


def changes_for(actor: Actor) -> RecordQuerySet:
    """Return the changes in sight; a regional office's with the relocations into its provinces, until they are decided."""
    rows = StationChange.objects.select_related("station")
    seen = in_sight(rows, actor, "changes.view")  # type: ignore[arg-type]
    if not (actor.is_office and actor.may("changes.view") and actor.roles <= REGIONAL_ONLY):
        return seen
    coming = Q(kind=ChangeKind.RELOCATION, status__in=UNDER_WAY, values__region=actor.region)
    found: RecordQuerySet = rows.filter(Q(station__region=actor.region) | coming)
    return found


def orders_for(actor: Actor) -> RecordQuerySet:
    """Return the written orders in sight."""
    return in_sight(StationOrder.objects.select_related("station", "wish"), actor, "orders.view")  # type: ignore[arg-type]


def order_for(change: StationChange, actor: Actor) -> StationOrder | None:
    """Return the written order that answers a station's wish, if the actor may see it."""
    found: StationOrder | None = orders_for(actor).filter(wish=change).first()
    return found


def closings_for(actor: Actor) -> RecordQuerySet:
    """Return the closings in sight, each with how many steps are open, done and late."""
    rows = in_sight(Closing.objects.select_related("station", "order"), actor, "closings.view")  # type: ignore[arg-type]
    open_steps = Q(steps__status=StepStatus.OPEN)
    found: RecordQuerySet = rows.annotate(
        done_steps=Count("steps", filter=Q(steps__status=StepStatus.DONE)),
        open_steps=Count("steps", filter=open_steps),
        late_steps=Count("steps", filter=open_steps & Q(steps__late_at__isnull=False)),
    )
    return found


def steps_for(actor: Actor) -> RecordQuerySet:
    """Return the steps of the closings in sight."""
    rows = ClosingStep.objects.select_related("closing", "station")
    return in_sight(rows, actor, "closings.view")  # type: ignore[arg-type]


def failed_looks(steps: Iterable[ClosingStep]) -> dict[UUID, Deadline]:
    """Return, by step, the looks that failed and are tried again."""
    rows = Deadline.objects.filter(
        kind=STEP_WORK, subject_id__in=[one.pk for one in steps], done_at=None, attempts__gt=0
    )
    return {one.subject_id: one for one in rows}


def agreements_for(actor: Actor) -> RecordQuerySet:
    """Return the signed agreements with living stations in sight, each with the number of its renewal under way."""
    living = (StationStatus.ACTIVE, StationStatus.SUSPENDED)
    rows = Agreement.objects.filter(status=AgreementStatus.SIGNED, candidate__opened_station__status__in=living)
    renewals = StationChange.objects.filter(
        station=OuterRef("candidate__opened_station"), kind=ChangeKind.RENEWAL, status__in=UNDER_WAY
    )
    found: RecordQuerySet = rows.select_related("candidate__opened_station").annotate(
        renewal_number=Subquery(renewals.values("number")[:1])
    )
    if not actor.may("agreements.view"):
        return found.none()  # type: ignore[return-value]
    if actor.station_id is not None:
        return found.filter(candidate__opened_station=actor.station_id)  # type: ignore[return-value]
    regional = actor.roles <= REGIONAL_ONLY
    return found.filter(candidate__opened_station__region=actor.region) if regional else found  # type: ignore[return-value]


def evidence_of(change: StationChange) -> RecordQuerySet:
    """Return the papers of a change."""
    rows: RecordQuerySet = StoredFile.objects.filter(subject_id=change.pk, kind=EVIDENCE).order_by("created_at")
    return rows
