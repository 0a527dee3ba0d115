"""What grades propose: made when a month is published, instructed or dismissed by the customer-service manager.

A coefficient becomes an order of the station's lifecycle, which another person carries out; a level a change that others check and approve.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.errors import NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from common.words import few_words
from network.lifecycle.actions import Terms, instruct, request_change
from network.lifecycle.choices import ChangeKind, OrderKind
from network.scorecards.choices import AppealStatus, AssessmentStatus, ProposalStatus, ScoreError
from network.scorecards.locks import lock_proposal
from network.scorecards.models import Assessment, GradeProposal, ScoreAppeal, ScoreCard
from network.scorecards.selectors import proposals_for
from network.scorecards.standard import Grade
from tenants.registry.choices import StationStatus

AT_WORK = (StationStatus.ACTIVE, StationStatus.SUSPENDED)


def months_up_to(month: date, count: int) -> list[date]:
    """Return so many months that end with this one, the newest first."""
    found = [month]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def propose(actor: Person, *, stations: Sequence[UUID] = ()) -> Sequence[GradeProposal]:
    """Make what the newest published month proposes (for these stations, or all): for those that had the same grade for the standard's months,
    where something would change. What waits about another grade is off.
    """
    newest = Assessment.objects.filter(status=AssessmentStatus.PUBLISHED).order_by("-month").first()
    if newest is None:
        return []
    cards = ScoreCard.objects.filter(assessment=newest, is_current=True, station__status__in=AT_WORK)
    cards = cards.select_related("station")
    chosen = cards.filter(station_id__in=stations) if stations else cards
    months = months_up_to(newest.month, newest.standard.months_in_row)
    grades = _grades_in(months)
    known = _waiting_still({one.station_id: one.grade for one in chosen}, actor) | _decided_about(newest.month)
    by_name = {one.name: one for one in newest.standard.grades}
    made = []
    for card in chosen:
        steady = grades.get(card.station_id, []) == [card.grade] * len(months)
        if steady and card.grade in by_name and (card.station_id, card.grade) not in known:
            proposal = _proposal(card, by_name[card.grade], newest)
            made += [proposal] if proposal else []
    GradeProposal.objects.bulk_create(made)
    return made


def _grades_in(months: Sequence[date]) -> dict[UUID, list[str]]:
    grades: dict[UUID, list[str]] = {}
    rows = ScoreCard.objects.filter(month__in=months, is_current=True, is_published=True).order_by()
    for station_id, grade in rows.values_list("station_id", "grade").iterator():
        grades.setdefault(station_id, []).append(grade)
    return grades


def _decided_about(month: date) -> set[tuple[UUID, str]]:
    """Return the stations and grades of a month about which somebody has decided: they are not proposed again."""
    rows = GradeProposal.objects.filter(card__month=month, decided_by_id__isnull=False).order_by()
    return set(rows.values_list("station_id", "grade"))


def _waiting_still(grades: dict[UUID, str], actor: Person) -> set[tuple[UUID, str]]:
    """Take back what waits about a grade that a station has no longer, and return the stations and grades whose proposal still stands."""
    still = set()
    for found in GradeProposal.objects.filter(status=ProposalStatus.PROPOSED, station_id__in=grades):
        if found.grade == grades[found.station_id]:
            still.add((found.station_id, found.grade))
        else:
            _take_back(found, actor)
    return still


def _proposal(card: ScoreCard, grade: Grade, assessment: Assessment) -> GradeProposal | None:
    station = card.station
    coefficient = Decimal(grade.coefficient) / 100 if grade.coefficient else None
    wanted = coefficient if coefficient != station.labour_coefficient else None
    level = grade.level if grade.level != station.level else ""
    if wanted is None and not level:
        return None
    return GradeProposal(
        number=next_number("GPR"),
        card=card,
        station=station,
        grade=grade.name,
        months=assessment.standard.months_in_row,
        coefficient_now=station.labour_coefficient,
        coefficient=wanted,
        level_now=station.level,
        level=level,
        published_by_id=assessment.published_by_id,
    )


@transaction.atomic
def instruct_proposal(
    proposal_id: UUID, *, instruction: str, effective_on: date | None = None, acting_user: Actor
) -> GradeProposal:
    """Instruct the change in writing (批示), from a day on (the first of next month).

    A coefficient becomes an order that another carries out, a level a change that the regional office checks and service management approves.

    Raises NotAllowed for who published the month, WrongState once decided, while an appeal against one of its months is open or such an order
    or change is pending, Invalid for a day that has passed.
    """
    found = _deciding(proposal_id, acting_user)
    _require_no_appeal(found)
    words = _words(instruction)
    order = None
    if found.coefficient is not None and found.status == ProposalStatus.PROPOSED:
        day = effective_on or (today().replace(day=1) + timedelta(days=32)).replace(day=1)
        terms = Terms(effective_on=day, labour_coefficient=found.coefficient)
        order = instruct(found.station_id, OrderKind.COEFFICIENT, terms, text=words, acting_user=acting_user)
    if found.level and found.status == ProposalStatus.PROPOSED:
        request_change(
            found.station_id, ChangeKind.LEVEL, {"level": found.level}, reason=words, acting_user=acting_user
        )
    kept = {"order_id": order.pk, "order_number": order.number} if order else {}
    return _decided(found, ProposalStatus.INSTRUCTED, words, acting_user, **kept)


@transaction.atomic
def dismiss_proposal(proposal_id: UUID, *, reason: str, acting_user: Actor) -> GradeProposal:
    """Let it be, with a reason. Raises NotAllowed for who published the month, WrongState once decided."""
    found = _deciding(proposal_id, acting_user)
    return _decided(found, ProposalStatus.DISMISSED, _words(reason), acting_user)


def _deciding(proposal_id: UUID, actor: Actor) -> GradeProposal:
    actor.require("scorecards.instruct")
    found = lock_proposal(proposals_for(actor), proposal_id)
    if actor.id == found.published_by_id:
        raise NotAllowed(
            _("Whoever published the month can't instruct what follows from it."), code=ScoreError.INSTRUCTOR
        )
    return found


def _require_no_appeal(found: GradeProposal) -> None:
    months = months_up_to(found.card.month, found.months)
    open_ones = ScoreAppeal.objects.filter(station_id=found.station_id, month__in=months, status=AppealStatus.OPEN)
    if found.status == ProposalStatus.PROPOSED and (first := open_ones.first()) is not None:
        raise WrongState(
            _("Appeal %(number)s may change the grade: let it be decided first.") % {"number": first.number},
            code=ScoreError.APPEALED,
        )


def _words(text: str) -> str:
    return few_words(text, "reason", ScoreError.TEXT)


def _decided(found: GradeProposal, status: ProposalStatus, text: str, actor: Actor, **more: object) -> GradeProposal:
    before: dict[str, object] = {"status": found.status}
    before |= {} if found.coefficient is None else {"labour_coefficient": found.coefficient_now}
    before |= {"level": found.level_now} if found.level else {}
    found.move_to(
        status, instruction=text, decided_by_id=actor.id, decided_by_name=actor.name, decided_at=now(), **more
    )
    after: dict[str, object] = {"status": status, "grade": found.grade}
    after |= {} if found.coefficient is None else {"labour_coefficient": found.coefficient}
    after |= {"level": found.level} if found.level else {}
    after |= {"written_order": found.order_number} if found.order_number else {}
    verb = "grade.decided" if status == ProposalStatus.INSTRUCTED else "grade.dismissed"
    record(found, verb, actor, before=before, after=after, reason=text)
    return found


def renew_proposals(card: ScoreCard, made: ScoreCard, actor: Person) -> None:
    """A card was computed again: what it proposed and nobody decided is off, and its station's grades are asked anew what they propose."""
    dropped = list(GradeProposal.objects.filter(card=card, status=ProposalStatus.PROPOSED))
    for found in dropped:
        _take_back(found, actor)
    if dropped or card.grade != made.grade:
        propose(actor, stations=[card.station_id])


def _take_back(found: GradeProposal, actor: Person) -> None:
    found.move_to(ProposalStatus.DISMISSED)
    record(found, "grade.dismissed", actor, after={"status": found.status}, reason=str(found.card))
