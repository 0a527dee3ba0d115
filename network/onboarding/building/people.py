"""Key posts (关键岗位): people are named, examined, replaced; a station opens when each post has its people who passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.deadlines.keep import set_deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.record import record
from common.records import RecordQuerySet
from network.onboarding.building.actions import built_by
from network.onboarding.building.choices import TO_EXAMINE, BuildingError, PersonStatus
from network.onboarding.building.models import KeyPerson, KeyPost
from network.onboarding.building.policies import policy_on
from network.onboarding.choices import CandidateStatus
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate
from network.onboarding.selectors import candidates_for

POST_DUE = "onboarding.post_due"
NAMING = (CandidateStatus.CONFIRMED, CandidateStatus.ACCEPTED, CandidateStatus.SIGNED, CandidateStatus.INSTRUCTED)


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people the key posts need, and how many of those are there who have passed."""

    needed: int = 0
    filled: int = 0

    @property
    def is_done(self) -> bool:
        """Whether every key post has its people."""
        return self.filled >= self.needed


def posts_for(actor: Actor) -> RecordQuerySet:
    """Return the key posts of the candidates in sight."""
    rows: RecordQuerySet = KeyPost.objects.filter(candidate__in=candidates_for(actor))
    return rows


def people_for(actor: Actor) -> RecordQuerySet:
    """Return the people named by the candidates in sight."""
    rows = KeyPerson.objects.filter(post__candidate__in=candidates_for(actor))
    return rows.select_related("post", "post__candidate")


def people_to_examine(actor: Actor) -> RecordQuerySet:
    """Return the people whom this person may examine, the most urgent first."""
    waiting = people_for(actor).filter(status__in=TO_EXAMINE, post__candidate__status__in=NAMING)
    return waiting.exclude(named_by=actor.id).order_by("post__due_at")


def begin_posts(candidate: Candidate) -> list[KeyPost]:
    """Give a confirmed candidate the key posts of the rules in force, for its level; in the caller's transaction."""
    policy, until = policy_on(now()), built_by(candidate)
    rows = [
        KeyPost(
            candidate=candidate,
            place=place,
            code=rule.code,
            title_zh=rule.title_zh,
            title_en=rule.title_en,
            needed=rule.needed_at(candidate.level),
            scope=rule.scope,
            pass_points=policy.pass_points,
            rules=policy.label,
            due_at=until,
        )
        for place, rule in enumerate(policy.posts_for(candidate.level), start=1)
    ]
    created: list[KeyPost] = KeyPost.objects.bulk_create(rows)
    for post in created:
        set_deadline(POST_DUE, post.pk, until)
    return created


def staffing_of(candidates: Any) -> Mapping[UUID, Staffing]:
    """Return how far the key posts of these candidates are filled, with one statement. More than needed at one post fill no other."""
    passed = Count("people", filter=Q(people__status=PersonStatus.PASSED))
    rows = KeyPost.objects.filter(candidate__in=candidates).annotate(passed=passed).order_by()
    found: dict[UUID, Staffing] = {}
    for key, needed, there in rows.values_list("candidate", "needed", "passed"):
        one = found.get(key, Staffing())
        found[key] = Staffing(one.needed + needed, one.filled + min(needed, there))
    return found


def staffing_for(candidate: Candidate) -> Staffing:
    """Return how far the key posts of one candidate are filled."""
    return staffing_of([candidate.pk]).get(candidate.pk, Staffing())


def refuse_unstaffed(candidate: Candidate) -> None:
    """Raise WrongState while a key post lacks people who have passed."""
    staffing = staffing_for(candidate)
    if not staffing.is_done:
        message = _("Key posts: %(filled)d of %(needed)d people have passed their exam. The station opens after that.")
        raise WrongState(message % {"filled": staffing.filled, "needed": staffing.needed}, code=BuildingError.POSTS)


@transaction.atomic
def name_person(candidate_id: UUID, *, post: str, name: str, certificate: str = "", acting_user: Actor) -> KeyPerson:
    """Name somebody for a key post. Raises Invalid without a name, for an unknown post or somebody who is named there already."""
    acting_user.require("onboarding.propose")
    candidate = lock_candidate(candidate_id, acting_user)
    _expect_naming(candidate)
    wanted: KeyPost | None = candidate.key_posts.filter(code=post).first()
    if wanted is None:
        raise Invalid(_("Choose one of the key posts."), code=BuildingError.PERSON, field="post")
    if not name.strip():
        raise Invalid(_("Give the name."), code=BuildingError.PERSON, field="name")
    if wanted.people.filter(name=name.strip()).exclude(status=PersonStatus.LEFT).exists():
        raise Invalid(_("This person is named for the post already."), code=BuildingError.PERSON, field="name")
    person: KeyPerson = KeyPerson.objects.create(
        post=wanted, name=name.strip()[:80], certificate=certificate.strip()[:120], named_by=acting_user.id
    )
    record(candidate, "candidate.person_named", acting_user, after={"person": person.name, "post": wanted.title_zh})
    return person


@transaction.atomic
def examine_person(person_id: UUID, *, points: int, held_on: date, acting_user: Actor) -> KeyPerson:
    """Record an exam; from the post's points on it is passed, else it can be repeated.

    Raises NotAllowed for whoever named the person, Invalid for points or a day that can't be, WrongState for somebody who has passed or left.
    """
    acting_user.require("onboarding.examine")
    candidate, person = lock_person(person_id, acting_user)
    _expect_naming(candidate)
    if person.named_by == acting_user.id:
        raise NotAllowed(_("You named this person, so somebody else has to examine."))
    if person.status not in TO_EXAMINE:
        raise WrongState(_("This person has passed already or is no longer proposed."))
    if not 0 <= points <= 100:
        raise Invalid(_("Give 0 to 100 points."), code=BuildingError.EXAM, field="points")
    if held_on > today():
        raise Invalid(_("The day of the exam can't be in the future."), code=BuildingError.EXAM, field="held_on")
    has_passed = points >= person.post.pass_points
    result = {"points": points, "examined_on": held_on, "exams": person.exams + 1, "examined_by": acting_user.id}
    if has_passed:
        person.move_to(PersonStatus.PASSED, **result)
    elif person.status == PersonStatus.NAMED:
        person.move_to(PersonStatus.FAILED, **result)
    else:
        person.change(**result)
    after = {"person": person.name, "post": person.post.title_zh, "points": points, "person_status": person.status}
    record(candidate, "candidate.person_examined", acting_user, after=after)
    return person


@transaction.atomic
def drop_person(person_id: UUID, *, reason: str, acting_user: Actor) -> KeyPerson:
    """Take somebody off a key post, who is missing there from now on. Raises Invalid without a reason."""
    acting_user.require("onboarding.propose")
    candidate, person = lock_person(person_id, acting_user)
    _expect_naming(candidate)
    if not reason.strip():
        raise Invalid(_("Say why."), code=BuildingError.REASON, field="reason")
    before = {"person_status": person.status}
    person.move_to(PersonStatus.LEFT)
    after = {"person": person.name, "post": person.post.title_zh, "person_status": person.status}
    record(candidate, "candidate.person_left", acting_user, before=before, after=after, reason=reason.strip())
    return person


def lock_person(person_id: UUID, actor: Actor) -> tuple[Candidate, KeyPerson]:
    """Lock a person in sight and the candidate, the candidate first. Raises NotYours."""
    known: KeyPerson | None = people_for(actor).filter(pk=person_id).first()
    if known is None:
        raise NotYours
    candidate = lock_candidate(known.post.candidate_id, actor)
    person: KeyPerson = people_for(actor).locked().get_or_404(person_id)
    return candidate, person


def _expect_naming(candidate: Candidate) -> None:
    if candidate.status not in NAMING or candidate.is_opening:
        raise WrongState(status=candidate.status, wanted=str(CandidateStatus.CONFIRMED))
