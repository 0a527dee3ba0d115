"""A station appeals against a figure; somebody who neither computed nor published the month decides; the card is computed again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.words import few_words
from common.working_days.calendar import due_after_working_days
from network.scorecards.actions.months import next_edition
from network.scorecards.choices import COUNTED, AppealStatus, ScoreError
from network.scorecards.computing import appeals_in, facts_of, scored, sums_in
from network.scorecards.deadlines import unwatch_appeal, watch_appeal
from network.scorecards.facts.measures import value_of
from network.scorecards.facts.plain import Sum, added
from network.scorecards.locks import hold_month, lock_appeal, lock_card
from network.scorecards.models import ScoreAppeal, ScoreCard
from network.scorecards.selectors import appeals_for, cards_for, current_card, open_to_appeal


@transaction.atomic
def appeal_indicator(card_id: UUID, *, source: str, text: str, acting_user: Actor) -> ScoreAppeal:
    """Object to one figure of a card, once, in its time.

    Raises WrongState when the time is over or a later edition counts, Invalid for an indicator that can't be appealed (any more).
    """
    acting_user.require("scorecards.appeal")
    card = lock_card(cards_for(acting_user), card_id)
    until = card.assessment.appeal_until
    if not card.is_current:
        raise WrongState(_("An earlier edition: a later one counts."))
    if until is None or until < now():
        raise WrongState(_("The time to appeal is over."), code=ScoreError.TOO_LATE)
    if source not in open_to_appeal(card):
        raise Invalid(_("This indicator can't be appealed, or was already."), code=ScoreError.NO_APPEAL, field="source")
    line = card.line(source) or {}
    made = ScoreAppeal.objects.create(
        number=next_number("SAP"),
        card=card,
        station=card.station,
        month=card.month,
        source=source,
        text=_words(text, "text"),
        appealed_by_name=acting_user.name,
        computed_by_id=card.assessment.started_by_id,
        published_by_id=card.assessment.published_by_id,
        was=line.get("value"),
        due_at=due_after_working_days(now(), card.assessment.standard.decide_days),
    )
    watch_appeal(made)
    after = {"month": str(card.assessment), "source": source, "text": made.text, "due_at": made.due_at}
    record(made, "score_appeal.filed", acting_user, after=after)
    return made


@transaction.atomic
def decide_score_appeal(
    appeal_id: UUID, *, is_granted: bool, decision: str, value: float | None = None, acting_user: Actor
) -> ScoreAppeal:
    """Decide: the figure stands, or the card is computed again, with `value` in its place or (without one) from the facts as they are now.

    Raises NotAllowed for who computed or published the month, WrongState once decided, Invalid for a value that can't be or that changes
    nothing.
    """
    acting_user.require("scorecards.decide")
    appeal = lock_appeal(appeals_for(acting_user), appeal_id)
    if acting_user.id in (appeal.computed_by_id, appeal.published_by_id):
        raise NotAllowed(_("Whoever computed or published the month can't decide the appeal."), code=ScoreError.DECIDER)
    words, before = _words(decision, "decision"), {"status": appeal.status}
    status = AppealStatus.GRANTED if is_granted else AppealStatus.UPHELD
    corrected = None
    if is_granted and appeal.status == AppealStatus.OPEN:
        corrected = _correct(appeal, value, words, acting_user)
    appeal.move_to(
        status,
        corrected=corrected,
        decision=words,
        decided_by_id=acting_user.id,
        decided_by_name=acting_user.name,
        decided_at=now(),
    )
    unwatch_appeal(appeal.pk)
    after = {"status": status, "source": appeal.source, "was": appeal.was, "corrected": corrected}
    record(appeal, "score_appeal.decided", acting_user, before=before, after=after, reason=words)
    return appeal


def _correct(appeal: ScoreAppeal, value: float | None, words: str, actor: Actor) -> float | None:
    found = current_card(appeal.station_id, appeal.month)
    if found is None:
        raise WrongState
    hold_month(found.assessment_id)
    card = lock_card(cards_for(actor), found.pk)
    standard, sums, appeals = card.assessment.standard, sums_in(card.lines), appeals_in(card.lines)
    values = {one["source"]: one["value"] for one in card.lines}
    if value is None:
        facts = facts_of(appeal.source, [card.station_id], standard, card.month).get(card.station_id, ())
        sums[appeal.source] = added(facts)
        values[appeal.source] = value_of(appeal.source, sums[appeal.source])
    else:
        values[appeal.source] = _sensible(appeal.source, value)
        sums[appeal.source] = as_if(sums[appeal.source], appeal.source, value)
        appeals[appeal.source] = appeal.number
    if values[appeal.source] == _value_on(card, appeal.source):
        raise Invalid(
            _("This is what the card says already. Give the value that is right."), code=ScoreError.VALUE, field="value"
        )
    next_edition(card, scored(values, sums, standard, appeals), reason=f"{appeal.number}: {words}"[:500], by=actor)
    corrected: float | None = values[appeal.source]
    return corrected


def _value_on(card: ScoreCard, source: str) -> float | None:
    line: Mapping[str, Any] = card.line(source) or {}
    return line.get("value")


def as_if(held: Sum, source: str, value: float) -> Sum:
    """Return sums that give `value`, so that the office's figure follows the correction."""
    bottom = held.bottom or 1.0
    return Sum(value * bottom / (1 if source in COUNTED else 100), bottom, held.facts)


def _sensible(source: str, value: float) -> float:
    if value < 0 or (source not in COUNTED and value > 100):
        raise Invalid(
            _("A share lies between 0 and 100, a number is not below 0."), code=ScoreError.VALUE, field="value"
        )
    return value


def _words(text: str, field: str) -> str:
    return few_words(text, field, ScoreError.TEXT)
