"""Which candidates a person may see, and what other rooms ask about them."""

from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from accounts.roles import Role
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.onboarding.choices import AgreementStatus
from network.onboarding.models import (
    Acceptance,
    Agreement,
    Application,
    Candidate,
    CoefficientChange,
    FirstWeekItem,
    ImageSubmission,
    Rectification,
    RectificationReport,
    Scorecard,
)

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})


def candidates_for(actor: Actor) -> RecordQuerySet:
    """Return the candidates in the person's sight: their region's for a regional office, all for the sections of head office.

    A station that moved to another office's province took its candidate, with the agreement, there.
    """
    candidates = Candidate.objects.all()
    if not actor.is_office or not actor.may("onboarding.view"):
        return candidates.none()
    if not actor.roles <= REGIONAL_ONLY:
        return candidates
    own = Q(region=actor.region, opened_station__isnull=True) | Q(opened_station__region=actor.region)
    return candidates.filter(own)


def applications_for(actor: Actor) -> RecordQuerySet:
    """Return the applications in sight: their region's for a regional office, all for the sections of head office."""
    rows = Application.objects.select_related("candidate", "twin")
    if not actor.is_office or not actor.may("onboarding.view"):
        return rows.none()
    return rows.filter(region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def agreements_for(actor: Actor) -> RecordQuerySet:
    """Return the agreements of the candidates in the person's sight."""
    return Agreement.objects.filter(candidate__in=candidates_for(actor)).select_related("candidate", "template")


def acceptances_for(actor: Actor) -> RecordQuerySet:
    """Return the acceptance visits of the candidates in the person's sight."""
    return Acceptance.objects.filter(candidate__in=candidates_for(actor)).select_related("candidate")


def scorecards_for(actor: Actor) -> RecordQuerySet:
    """Return the scorecards of the candidates in the person's sight."""
    return Scorecard.objects.filter(candidate__in=candidates_for(actor)).select_related("standard")


def files_for(actor: Actor) -> RecordQuerySet:
    """Return the photos and documents of the candidates in the person's sight."""
    candidates = candidates_for(actor)
    agreements = Agreement.objects.filter(candidate__in=candidates)
    sent = ImageSubmission.objects.filter(item__candidate__in=candidates)
    mended = Rectification.objects.filter(visit__candidate__in=candidates)
    reported = RectificationReport.objects.filter(item__visit__candidate__in=candidates)
    shown = FirstWeekItem.objects.filter(candidate__in=candidates)
    owners = (candidates, agreements, applications_for(actor), sent, mended, reported, shown)
    mine = reduce(or_, (Q(subject_id__in=rows.values("pk")) for rows in owners))
    return StoredFile.objects.filter(mine).order_by("created_at")


def coefficient_on(station_id: UUID, day: date) -> CoefficientChange | None:
    """Return the labour coefficient of a station on `day`, with its history row; None before its first."""
    return CoefficientChange.objects.filter(station_id=station_id, valid_from__lte=day).order_by("-valid_from").first()


def agreement_by_key(key: UUID) -> Agreement | None:
    """Return an agreement for its public verification; whoever holds the signed token may know that it exists."""
    return Agreement.objects.filter(pk=key).first()


def agreement_in_force(station_id: UUID) -> Agreement | None:
    """Return the signed agreement with a station; None for one that came without.

    One with the next owner that is signed before its day does not count yet.
    """
    signed = Agreement.objects.filter(candidate__opened_station=station_id, status=AgreementStatus.SIGNED)
    return signed.exclude(replaces__status=AgreementStatus.SIGNED).order_by("-ends_on").first()


def agreement_numbered(number: str) -> Agreement | None:
    """Return the agreement of this number."""
    return Agreement.objects.filter(number=number).first() if number else None
