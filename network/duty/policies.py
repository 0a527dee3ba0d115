"""Rules that need no database. Duty-phone checks: is the plan sound, what does a call score, is it final. Handovers: who signs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from network.duty.bands import Band
from network.duty.choices import RETRIED, DutyError, Outcome
from network.duty.models import DutyPlan


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the caller heard. `seconds` until the answer; the last three only count for a call that was answered."""

    outcome: Outcome
    seconds: int | None = None
    right_person: bool = False
    questions_right: int = 0
    note: str = ""


def check_plan(plan: DutyPlan) -> None:
    """Raise Invalid for a plan that draws nothing, has no or doubled bands, or whose points are not 100."""
    if not plan.share_percent and not plan.number and not plan.least_per_station:
        raise Invalid(
            _("This plan would draw nothing: give a share or a number."), code=DutyError.SHARE, field="number"
        )
    bands = _bands(plan)
    if not bands or len({band.code for band in bands}) < len(bands) or any(band.start == band.end for band in bands):
        raise Invalid(
            _("Give each hour band a code of its own, and a beginning that is not its end."), code=DutyError.BANDS
        )
    points = plan.points_answered + plan.points_in_time + plan.points_person + plan.points_questions
    if points != 100:
        raise Invalid(
            _("The points add up to %(points)d, not to 100.") % {"points": points},
            code=DutyError.POINTS,
            field="points_answered",
        )


def _bands(plan: DutyPlan) -> Sequence[Band]:
    try:
        return plan.hour_bands()
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(_("An hour band needs code, beginning, end and days."), code=DutyError.BANDS) from error


def check_facts(plan: DutyPlan, facts: CallFacts) -> None:
    """Raise Invalid for an answered call without its seconds, or with more right answers than questions."""
    if facts.outcome != Outcome.ANSWERED:
        return
    if facts.seconds is None:
        raise Invalid(_("After how many seconds was it answered?"), code=DutyError.FACTS, field="seconds")
    if not 0 <= facts.questions_right <= plan.questions:
        raise Invalid(
            _("%(number)d questions are asked.") % {"number": plan.questions},
            code=DutyError.FACTS,
            field="questions_right",
        )


def is_final(plan: DutyPlan, facts: CallFacts, tries: int) -> bool:
    """Tell whether the call ends the check: it was answered, the number is wrong, or the last try is used up."""
    return facts.outcome not in RETRIED or tries >= plan.tries


def score_of(plan: DutyPlan, facts: CallFacts, tries: int) -> int:
    """Return 0–100: nothing unless it was answered; points for time, person and questions; less for each further call."""
    if facts.outcome != Outcome.ANSWERED:
        return 0
    points = plan.points_answered
    points += plan.points_in_time if (facts.seconds or 0) <= plan.answer_within_s else 0
    points += plan.points_person if facts.right_person else 0
    points += plan.points_questions * facts.questions_right // plan.questions
    return max(0, points - plan.lost_per_retry * (tries - 1))


def signs_for(person: UUID, *, writer: UUID, on_duty: Collection[UUID]) -> bool:
    """Tell whether a person is the one to sign for a handover: who is on duty now, never its writer; at a gap whoever comes first."""
    others = set(on_duty) - {writer}
    return person in others if others else person != writer
