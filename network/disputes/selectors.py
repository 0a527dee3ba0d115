"""Which disputes a person may see, and what belongs to one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people
from common.files.models import StoredFile
from common.history.models import History
from common.records import RecordQuerySet
from network.disputes.choices import EVIDENCE, LIVE, DisputeStatus, Side, Word
from network.disputes.models import DisputePolicy, DisputeProposal, DisputeStatement, ServiceDispute
from network.hotline.models import Call, Case
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

VIEW = "disputes.view"
REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
MEDIATORS = (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT, Role.DISPATCHER)


def disputes_for(actor: Actor) -> RecordQuerySet:
    """Return the disputes: all for head office, a region's for its office, a station's own."""
    rows: RecordQuerySet = ServiceDispute.objects.select_related("station")
    if not actor.may(VIEW):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def live_about(actor: Actor, origin: str, reference: str) -> ServiceDispute | None:
    """Return the dispute about this rescue, case or repair that is not over, within the person's sight; None when there is none."""
    rows = disputes_for(actor).filter(status__in=LIVE, origin=origin, reference=reference)
    found: ServiceDispute | None = rows.first()
    return found


def stations_to_choose(request: Any = None) -> RecordQuerySet:
    """Return the stations that a filter or form offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


def rules_for(actor: Actor) -> RecordQuerySet:
    """Return the versions of the rules: head office's alone."""
    rows: RecordQuerySet = DisputePolicy.objects.all()
    return rows if actor.is_office and actor.may("disputes.rules") else rows.none()


def statements_of(dispute: ServiceDispute) -> Sequence[DisputeStatement]:
    """Return what was said, in order."""
    return list(DisputeStatement.objects.filter(dispute=dispute))


def has_stated(dispute: ServiceDispute, side: Side) -> bool:
    """Whether a side has said anything."""
    return DisputeStatement.objects.filter(dispute=dispute, side=side).exists()


def proposals_of(dispute: ServiceDispute) -> Sequence[DisputeProposal]:
    """Return the proposals, the newest first."""
    return list(DisputeProposal.objects.filter(dispute=dispute).order_by("-round"))


def evidence_of(dispute: ServiceDispute) -> Sequence[StoredFile]:
    """Return the evidence of both sides, in the order in which it came."""
    said = DisputeStatement.objects.filter(dispute=dispute).values("pk")
    return list(StoredFile.objects.filter(kind=EVIDENCE, subject_id__in=said).order_by("created_at"))


def evidence_file(dispute: ServiceDispute, file_id: UUID) -> StoredFile:
    """Return one file of a dispute that the gate has let through. Raises NotYours."""
    said = DisputeStatement.objects.filter(dispute=dispute).values("pk")
    file: StoredFile = StoredFile.objects.filter(kind=EVIDENCE, subject_id__in=said).get_or_404(file_id)
    return file


def who_handled(*records: UUID | None) -> list[UUID]:
    """Return the people whom the history of these records names, and those who opened the case or talked to its caller.

    Read in head office's scope: a station does not see all of a case's history.
    """
    keys = [one for one in records if one is not None]
    found = set(
        History.objects.filter(aggregate_id__in=keys, actor_id__isnull=False).values_list("actor_id", flat=True)
    )
    found |= set(Case.objects.filter(pk__in=keys, opened_by__isnull=False).values_list("opened_by", flat=True))
    found |= set(Call.objects.filter(case_id__in=keys, agent_id__isnull=False).values_list("agent_id", flat=True))
    return sorted(one for one in found if one is not None)


def possible_mediators(dispute: ServiceDispute) -> list[User]:
    """Return head office's people who may mediate: none of those who handled the matter."""
    return [one for one in office_people(*MEDIATORS) if one.pk not in dispute.handlers]


def waiting(actor: Actor) -> RecordQuerySet:
    """Return what waits for this person's step, the most urgent first."""
    rows: RecordQuerySet = disputes_for(actor).filter(status__in=LIVE).order_by("due_at")
    if actor.station_id is not None:
        said = DisputeStatement.objects.filter(dispute=OuterRef("pk"), side=Side.STATION)
        asked = DisputeProposal.objects.filter(dispute=OuterRef("pk"), is_open=True, station_word=Word.NONE)
        return rows.filter(
            Q(status=DisputeStatus.HEARING) & ~Exists(said)
            | Q(status=DisputeStatus.PROPOSED) & Exists(asked)
            | Q(status=DisputeStatus.AGREED, carried_out_at__isnull=True)
        )
    mine = Q(mediator_id=actor.id, status=DisputeStatus.MEDIATION)
    if actor.may("disputes.appoint"):
        mine |= Q(mediator_id__isnull=True) | Q(is_overdue=True)
    return rows.filter(mine)
