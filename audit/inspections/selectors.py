"""Which checklists, inspections and findings a person may see."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from accounts.actors import Actor
from accounts.roles import Role
from audit.inspections.choices import EVIDENCE, PHOTO, SHOWN_TO_STATION, TO_CORRECT, FindingStatus, Purpose
from audit.inspections.models import Finding, Inspection, ItemScore, RiskSign, Template, TemplateItem
from audit.inspections.risk_models import Source
from common.clock import today
from common.files.models import StoredFile
from common.records import RecordQuerySet
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

RISK_DAYS = 90
RISK_SHOWN = 200
VIEWERS = ("inspections.view", "inspections.conduct", "inspections.accept")
REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def inspections_for(actor: Actor) -> RecordQuerySet:
    """Return the inspections in sight: all for head office, a region's for its office, a station's own once reported.

    A station does not see what is planned: some visits are not announced.
    """
    rows = Inspection.objects.select_related("station", "template")
    if not _may_look(actor):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id, status__in=SHOWN_TO_STATION)
    return rows.filter(_in_region(actor)) if actor.is_office else rows.none()


def findings_for(actor: Actor) -> RecordQuerySet:
    """Return the findings in sight, as for inspections."""
    rows = Finding.objects.select_related("station", "inspection", "item")
    if not _may_look(actor):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id, inspection__status__in=SHOWN_TO_STATION)
    return rows.filter(_in_region(actor)) if actor.is_office else rows.none()


def templates_for(actor: Actor) -> RecordQuerySet:
    """Return the checklists: head office's, and for a station those by which it is audited."""
    rows = Template.objects.all()
    if not _may_look(actor):
        return rows.none()
    return rows if actor.is_office else rows.filter(purpose=Purpose.AUDIT, issued_on__isnull=False)


def current_template(code: str) -> Template | None:
    """Return the newest issued edition of a checklist."""
    found: Template | None = Template.objects.filter(code=code, issued_on__isnull=False).order_by("-edition").first()
    return found


def items_of(template_id: UUID) -> Sequence[TemplateItem]:
    """Return a checklist's lines in order."""
    return list(TemplateItem.objects.filter(template_id=template_id).order_by("place"))


def open_items(inspection: Inspection) -> list[TemplateItem]:
    """Return the lines that this visit judges: all but those that were carried over."""
    scores = scores_of(inspection)
    return [one for one in items_of(inspection.template_id) if one.pk not in scores or not scores[one.pk].is_carried]


def scores_of(inspection: Inspection) -> dict[UUID, ItemScore]:
    """Return what was scored in a visit, by item."""
    return {score.item_id: score for score in ItemScore.objects.filter(inspection=inspection)}


def findings_of(inspection: Inspection) -> Sequence[Finding]:
    """Return a visit's findings."""
    return list(Finding.objects.filter(inspection=inspection).select_related("item").order_by("number"))


def open_findings(station_id: UUID) -> int:
    """Return how many findings of a station are not in order yet."""
    return Finding.objects.filter(station_id=station_id).exclude(status=FindingStatus.RECHECKED_OK).count()


def _may_look(actor: Actor) -> bool:
    return any(actor.may(action) for action in VIEWERS)


def _in_region(actor: Actor) -> Q:
    return Q(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else Q()


def stations_to_choose(request: Any = None) -> RecordQuerySet:
    """Return the stations that a filter or form offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


def photos_of(inspection: Inspection) -> Sequence[StoredFile]:
    """Return the photos of a visit in the order in which they were taken in."""
    rows = StoredFile.objects.filter(subject_id=inspection.pk, kind__startswith=PHOTO)
    return list(rows.order_by("created_at"))


def evidence_of(finding: Finding) -> Sequence[StoredFile]:
    """Return the photos of a finding's corrections, the newest attempt first."""
    rows = StoredFile.objects.filter(subject_id=finding.pk, kind__startswith=EVIDENCE)
    return list(rows.order_by("-kind", "created_at"))


def photo_of(subject: Inspection | Finding, file_id: UUID) -> StoredFile:
    """Return one photo of a record that the gate has let through. Raises NotYours."""
    file: StoredFile = StoredFile.objects.filter(subject_id=subject.pk).get_or_404(file_id)
    return file


def risky_stations(actor: Actor) -> RecordQuerySet:
    """Return the stations in sight that have signs of the last 90 days, the worst first, with the sum, the signs and the last audit."""
    rows = stations_for(actor)
    if not (actor.is_office and actor.may("inspections.risk")):
        return rows.none()
    visits = Inspection.objects.filter(station=OuterRef("pk"), reported_at__isnull=False).order_by("-reported_at")
    found: RecordQuerySet = rows.filter(risk_signs__seen_on__gte=today() - timedelta(days=RISK_DAYS)).annotate(
        risk_score=Sum("risk_signs__weight"),
        risk_count=Count("risk_signs"),
        risk_claims=Count("risk_signs__claim_id", filter=Q(risk_signs__source=Source.CLAIM), distinct=True),
        last_seen=Max("risk_signs__seen_on"),
        last_visit=Subquery(visits.values("reported_at")[:1]),
    )
    return found.order_by("-risk_score", "code")


def risk_signs_of(station: Station, actor: Actor) -> Sequence[RiskSign]:
    """Return the signs behind a station's numbers, newest first."""
    since = today() - timedelta(days=RISK_DAYS)
    rows = RiskSign.objects.filter(station=station, seen_on__gte=since)
    return list(rows[:RISK_SHOWN]) if actor.may("inspections.risk") else []


def to_check(actor: Actor) -> RecordQuerySet:
    """Return the corrections that wait for a check."""
    rows: RecordQuerySet = findings_for(actor).filter(status=FindingStatus.CORRECTED)
    return rows


def to_correct(actor: Actor) -> RecordQuerySet:
    """Return the findings that wait for a correction, the next to fall due first."""
    rows: RecordQuerySet = findings_for(actor).filter(status__in=TO_CORRECT)
    return rows.order_by("due_on")
