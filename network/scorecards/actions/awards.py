"""A round of awards: rules, ranking, exclusion, announcement, objections, publication."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from common.clock import database_now, end_of_day, now, today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.words import few_words
from network.scorecards.award_selectors import (
    RULES,
    decided_exclusions,
    entries_for,
    fallen_out,
    objections_for,
    placed,
    rounds_for,
    waiting_objections,
)
from network.scorecards.awarding import LIMITS, Place
from network.scorecards.choices import Exclusion, ObjectionStatus, RoundStatus, ScoreError
from network.scorecards.computing import last_day
from network.scorecards.locks import lock_objection, lock_round
from network.scorecards.models import AwardEntry, AwardObjection, AwardRound

PLACED = ("region", "months", "points", "lowest", "violation_points", "exclusion", "reason", "rank", "is_winner")


@transaction.atomic
def open_round(*, first_month: date, last_month: date, acting_user: Actor, **rules: Any) -> AwardRound:
    """Set the rules of a round. Raises Invalid for months that are not over or stand the wrong way round, and rules that nobody can fulfil."""
    acting_user.require("awards.manage")
    first, last = first_month.replace(day=1), last_month.replace(day=1)
    if first > last or last_day(last) >= today():
        raise Invalid(
            _("Choose months that are over, the earlier one first."), code=ScoreError.PERIOD, field="last_month"
        )
    _check_rules(rules, months=(last.year - first.year) * 12 + last.month - first.month + 1)
    made = AwardRound.objects.create(
        number=next_number("AWR"),
        first_month=first,
        last_month=last,
        made_by_id=acting_user.id,
        made_by_name=acting_user.name,
        **rules,
    )
    after = {
        "name_zh": made.name_zh,
        "first_month": first,
        "last_month": last,
        **{one: getattr(made, one) for one in RULES},
    }
    record(made, "award_round.opened", acting_user, after=after)
    return made


@transaction.atomic
def rank_round(round_id: UUID, *, acting_user: Actor) -> AwardRound:
    """Rank all stations with published cards in the period; again until it is announced. Raises WrongState afterwards."""
    acting_user.require("awards.manage")
    found = _locked(round_id, acting_user)
    found.move_to(RoundStatus.RANKED)
    winners = _place(found)
    record(found, "award_round.ranked", acting_user, after={"status": found.status, "winners": winners})
    return found


@transaction.atomic
def exclude_station(entry_id: UUID, *, reason: str, acting_user: Actor) -> AwardEntry:
    """Take a station out of a ranked round, with a reason; the others move up. Raises WrongState once it is announced."""
    acting_user.require("awards.manage")
    entry: AwardEntry = entries_for(acting_user).get_or_404(entry_id)
    found = _locked(entry.round_id, acting_user)
    if found.status != RoundStatus.RANKED:
        raise WrongState(_("After the announcement a station leaves the list by an objection."))
    _exclude(entry, _words(reason, "reason"))
    _place(found)
    entry.refresh_from_db()
    after = {"station": str(entry.station), "reason": entry.reason}
    record(found, "award_round.excluded", acting_user, after=after, reason=entry.reason)
    return entry


@transaction.atomic
def announce_round(round_id: UUID, *, acting_user: Actor) -> AwardRound:
    """Show the list to all stations (公示) and begin the days to object. Raises WrongState unless it is ranked, Invalid without a winner."""
    acting_user.require("awards.manage")
    found = _locked(round_id, acting_user)
    until = end_of_day(today() + timedelta(days=found.objection_days))
    shown = shown_of(found)
    if not shown:
        raise Invalid(_("Nobody fulfils the rules: there is no list to announce."), code=ScoreError.NOT_LISTED)
    found.move_to(RoundStatus.ANNOUNCED, shown=shown, announced_at=now(), object_until=until)
    after = {"status": found.status, "winners": len(shown), "object_until": until}
    record(found, "award_round.announced", acting_user, after=after)
    return found


@transaction.atomic
def object_to_award(round_id: UUID, *, against: str, text: str, acting_user: Actor) -> AwardObjection:
    """A station objects to a name on the list, in its time, once.

    Raises WrongState when the time is over or it was done already, Invalid for a station that is not on the list.
    """
    acting_user.require("awards.object")
    found: AwardRound = rounds_for(acting_user).get_or_404(round_id)
    if found.status != RoundStatus.ANNOUNCED or found.object_until is None or found.object_until < now():
        raise WrongState(_("The time to object is over."), code=ScoreError.TOO_LATE)
    if acting_user.station is None:
        raise NotYours
    if against not in {row["code"] for row in found.shown_rows()}:
        raise Invalid(_("This station is not on the list."), code=ScoreError.NOT_LISTED, field="against")
    made = AwardObjection(
        number=next_number("AWO"),
        round=found,
        station_id=acting_user.station.pk,
        against=against,
        text=_words(text, "text"),
        made_by_id=found.made_by_id,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(_("You have objected to this station already."), code=ScoreError.TWICE) from error
    record(made, "award_objection.filed", acting_user, after={"against": against, "text": made.text})
    return made


@transaction.atomic
def decide_objection(objection_id: UUID, *, is_granted: bool, decision: str, acting_user: Actor) -> AwardObjection:
    """Decide: the name stays, or it leaves the list and the next one moves up. Raises NotAllowed for who made the round."""
    acting_user.require("awards.decide")
    objection = lock_objection(objections_for(acting_user), objection_id)
    if acting_user.id == objection.made_by_id:
        raise NotAllowed(_("Whoever made the round can't decide about it."), code=ScoreError.AWARDER)
    words = _words(decision, "decision")
    found = _locked(objection.round_id, acting_user)
    objection.move_to(
        ObjectionStatus.GRANTED if is_granted else ObjectionStatus.REJECTED,
        decision=words,
        decided_by_id=acting_user.id,
        decided_by_name=acting_user.name,
        decided_at=now(),
    )
    if is_granted:
        _exclude(AwardEntry.objects.get(round=found, station__code=objection.against), words)
        _place(found)
        found.change(shown=shown_of(found))
    after = {"status": objection.status, "against": objection.against}
    record(objection, "award_objection.decided", acting_user, after=after, reason=words)
    return objection


@transaction.atomic
def publish_round(round_id: UUID, *, acting_user: Actor) -> AwardRound:
    """Award: the certificates get their numbers. By a second person, after the days to object, with every objection decided.

    A name that a rule of the round excludes since the announcement is left out, as by a granted objection: the next one moves up.
    Raises NotAllowed for who made the round, WrongState too early or with an objection open.
    """
    acting_user.require("awards.decide")
    found = _locked(round_id, acting_user)
    if acting_user.id == found.made_by_id:
        raise NotAllowed(_("Whoever made the round can't publish it. Ask a second person."), code=ScoreError.AWARDER)
    moment = database_now()
    if found.object_until is None or moment <= found.object_until:
        raise WrongState(_("The days to object are not over."), code=ScoreError.OBJECTIONS)
    if waiting_objections(found):
        raise WrongState(_("An objection waits for its decision."), code=ScoreError.OBJECTIONS)
    _leave_out_the_fallen(found, acting_user)
    found.move_to(
        RoundStatus.PUBLISHED,
        published_by_id=acting_user.id,
        published_by_name=acting_user.name,
        published_at=moment,
    )
    winners = list(AwardEntry.objects.filter(round=found, is_winner=True).order_by("rank"))
    for entry in winners:
        entry.change(certificate=next_number("AWC"))
    record(found, "award_round.published", acting_user, after={"status": found.status, "winners": len(winners)})
    return found


@transaction.atomic
def withdraw_award(entry_id: UUID, *, reason: str, acting_user: Actor) -> AwardEntry:
    """Take an award back after its publication, with a reason: its name leaves the list, its certificate is void, nobody moves up.

    Raises NotAllowed for who made the round, WrongState unless the award was published and stands.
    """
    acting_user.require("awards.decide")
    known: AwardEntry = entries_for(acting_user).get_or_404(entry_id)
    found = _locked(known.round_id, acting_user)
    if acting_user.id == found.made_by_id:
        raise NotAllowed(_("Whoever made the round can't decide about it."), code=ScoreError.AWARDER)
    entry: AwardEntry = entries_for(acting_user).get_or_404(entry_id)
    if not entry.certificate or entry.withdrawn_at is not None:
        raise WrongState(_("Only an award that was published and stands can be withdrawn."))
    words = _words(reason, "reason")[:500]
    entry.change(withdrawn_at=now(), withdrawn_by_name=acting_user.name, withdrawn_reason=words)
    found.change(shown=shown_of(found))
    after = {"station": str(entry.station), "certificate": entry.certificate}
    record(found, "award_round.withdrawn", acting_user, after=after, reason=words)
    return entry


def shown_of(found: AwardRound) -> list[list[Any]]:
    """Return the list that stations read, from the entries as they stand."""
    rows = AwardEntry.objects.filter(round=found, is_winner=True, withdrawn_at__isnull=True)
    rows = rows.select_related("station").order_by("rank")
    return [[one.rank, one.station.code, one.station.name, one.region, str(one.points)] for one in rows]


def _leave_out_the_fallen(found: AwardRound, actor: Actor) -> None:
    """Take the names off that a rule excludes by now, each with its rule in the history; the others move up."""
    fallen = fallen_out(found)
    if not fallen:
        return
    _place(found)
    found.change(shown=shown_of(found))
    for entry, exclusion in fallen:
        reason = str(Exclusion(exclusion).label)
        after = {"station": str(entry.station), "exclusion": exclusion}
        record(found, "award_round.left_out", actor, after=after, reason=reason)


def _place(found: AwardRound) -> int:
    """Write every station's place anew and return the number of winners."""
    decided, places = decided_exclusions(found), placed(found)
    AwardEntry.objects.bulk_create(
        [_entry(found, one, decided) for one in places],
        update_conflicts=True,
        unique_fields=["round", "station"],
        update_fields=PLACED,
    )
    return sum(one.is_winner for one in places)


def _entry(found: AwardRound, one: Place, decided: dict[UUID, str]) -> AwardEntry:
    who = one.record
    return AwardEntry(
        round=found,
        station_id=who.station_id,
        region=who.region,
        months=len(who.points),
        points=one.mean,
        lowest=min(who.points, default=None),
        violation_points=who.violation_points,
        exclusion=one.exclusion,
        reason=decided.get(who.station_id, ""),
        rank=one.rank,
        is_winner=one.is_winner,
    )


def _exclude(entry: AwardEntry, reason: str) -> None:
    entry.change(exclusion=Exclusion.DECIDED, reason=reason[:500], rank=None, is_winner=False)


def _check_rules(rules: Mapping[str, Any], *, months: int) -> None:
    for field, (least, most) in LIMITS.items():
        if not least <= rules.get(field, least) <= most:
            sentence = _("Between %(least)s and %(most)s.") % {"least": least, "most": most}
            raise Invalid(sentence, code=ScoreError.RULE, field=field)
    if rules.get("least_months", 1) > months:
        sentence = ngettext("The period has %(n)d month.", "The period has %(n)d months.", months) % {"n": months}
        raise Invalid(sentence, code=ScoreError.RULE, field="least_months")


def _locked(round_id: UUID, actor: Actor) -> AwardRound:
    return lock_round(rounds_for(actor), round_id)


def _words(text: str, field: str) -> str:
    return few_words(text, field, ScoreError.TEXT)
