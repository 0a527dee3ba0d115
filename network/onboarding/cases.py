"""Candidates as planning's build plans see them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from accounts.actors import Actor
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.selectors import candidates_for
from network.planning.building.cases import Case


def cases_in_sight(actor: Actor) -> Sequence[Case]:
    """Return the candidates that this person sees, newest first."""
    return [case_of(one) for one in candidates_for(actor).select_related("opened_station")]


def known_cases(ids: Collection[UUID]) -> Mapping[UUID, Case]:
    """Return these candidates by their keys, for the progress of a plan."""
    rows = Candidate.objects.filter(pk__in=ids).select_related("opened_station")
    return {one.pk: case_of(one) for one in rows}


def cases_seen_of(actor: Actor, ids: Collection[UUID]) -> Collection[UUID]:
    """Return those of these candidates that this person sees."""
    return set(candidates_for(actor).filter(pk__in=list(ids)).values_list("pk", flat=True))


def case_of(candidate: Candidate) -> Case:
    """Return a candidate in the form that planning knows."""
    station = candidate.opened_station
    is_opened = candidate.status == CandidateStatus.OPENED
    return Case(
        id=candidate.pk,
        name=str(candidate),
        region=candidate.region,
        status=candidate.get_status_display(),
        url=candidate.get_absolute_url(),
        is_opened=is_opened,
        is_over=candidate.status == CandidateStatus.REJECTED,
        key=candidate.public_id,
        place=f"{candidate.city} {candidate.number}",
        province_code=candidate.province_code,
        lat=candidate.lat,
        lon=candidate.lon,
        opened_on=station.opened_on if station is not None and is_opened else None,
    )
