"""The pipeline: who stands at which step, for how long, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.text import Text
from network.onboarding.building.people import Staffing
from network.onboarding.building.policies import NO_LIST, Progress
from network.onboarding.building.rectify import Mending
from network.onboarding.choices import UNDER_WAY, AgreementStatus, CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.policies import NEXT_STEP, Age, age_of

OPENING = _("The station's system is being set up")
UNSIGNED = _("The drafted agreement waits for its signatures")
POSTS_MISSING = _("Key posts: %(filled)d of %(needed)d people have passed their exam")
NO_POSTS = Staffing()
NOT_MENDING = Mending()
MENDING = _("Rectification: %(done)d of %(all)d items reported, late: %(late)d")
MENDING_WAITS = _("Rectification: %(done)d of %(all)d items put right, %(n)d to be judged, late: %(late)d")
REVISIT = _("Everything is put right: the repeated acceptance is due, late: %(late)d")
PHOTOS_WAIT = _("Image checklist: %(done)d of %(all)d accepted, %(n)d to be judged")
PHOTOS_MISSING = _("Image checklist: %(done)d of %(all)d accepted, the applicant sends photos")


@dataclass(frozen=True, slots=True)
class Ticket:
    """One candidate on the board."""

    candidate: Candidate
    age: Age
    blocked_by: Text
    progress: Progress = NO_LIST


@dataclass(frozen=True, slots=True)
class Lane:
    """One step of the way with its candidates, the oldest first."""

    status: CandidateStatus
    label: Text
    tickets: Sequence[Ticket]

    @property
    def late(self) -> int:
        """Return how many are late."""
        return sum(ticket.age.is_late for ticket in self.tickets)


def what_blocks(
    candidate: Candidate,
    *,
    has_draft: bool = False,
    progress: Progress = NO_LIST,
    staffing: Staffing = NO_POSTS,
    mending: Mending = NOT_MENDING,
    signing: Text = "",
) -> Text:
    """Return what has to happen next before the candidate can move on; "" at the end of the way.

    `signing` says how the electronic signature of its agreement stands.
    """
    if candidate.is_opening:
        return OPENING
    if candidate.status == CandidateStatus.CONFIRMED and not progress.is_done:
        given = {"done": progress.accepted, "all": progress.total, "n": progress.waiting}
        return (PHOTOS_WAIT if progress.waiting else PHOTOS_MISSING) % given
    if candidate.status == CandidateStatus.CONFIRMED and mending.total:
        told = {"done": mending.reported, "all": mending.total, "late": mending.late, "n": mending.waiting}
        return (REVISIT if mending.is_done else MENDING_WAITS if mending.waiting else MENDING) % told
    if candidate.status == CandidateStatus.ACCEPTED and (signing or has_draft):
        return signing or UNSIGNED
    if candidate.status == CandidateStatus.INSTRUCTED and not staffing.is_done:
        return POSTS_MISSING % {"filled": staffing.filled, "needed": staffing.needed}
    return NEXT_STEP.get(CandidateStatus(candidate.status), "")


def lanes(
    candidates: Iterable[Candidate],
    drafted: set[Any],
    moment: datetime | None = None,
    *,
    progress: Mapping[UUID, Progress] | None = None,
    staffing: Mapping[UUID, Staffing] | None = None,
    mending: Mapping[UUID, Mending] | None = None,
    signing: Mapping[UUID, Text] | None = None,
) -> list[Lane]:
    """Sort candidates into the lanes of the steps under way.

    `drafted` are the keys of those with a drafted agreement, `progress`, `staffing`, `mending` and `signing` tell how far checklists, key
    posts, rectifications and signatures are.
    """
    when = moment or now()
    tickets = [
        _ticket(
            one,
            when,
            has_draft=one.pk in drafted,
            progress=(progress or {}).get(one.pk, NO_LIST),
            staffing=(staffing or {}).get(one.pk, NO_POSTS),
            mending=(mending or {}).get(one.pk, NOT_MENDING),
            signing=(signing or {}).get(one.pk, ""),
        )
        for one in sorted(candidates, key=lambda one: one.step_since)
    ]
    return [
        Lane(status, status.label, [one for one in tickets if one.candidate.status == status]) for status in UNDER_WAY
    ]


def _ticket(
    candidate: Candidate,
    when: datetime,
    *,
    has_draft: bool,
    progress: Progress,
    staffing: Staffing,
    mending: Mending,
    signing: Text,
) -> Ticket:
    age = age_of(candidate.step_since, candidate.step_due_at, when)
    blocks = what_blocks(
        candidate, has_draft=has_draft, progress=progress, staffing=staffing, mending=mending, signing=signing
    )
    return Ticket(candidate, age, blocks, progress)


def drafted_of(candidates: Any) -> set[Any]:
    """Return the keys of the candidates that have a drafted agreement."""
    found = candidates.filter(agreements__status=AgreementStatus.DRAFT)
    return set(found.values_list("pk", flat=True))
