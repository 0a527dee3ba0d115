"""Finding a crew: offering to the best one, to a chosen one, and what follows when it says no or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from common.scope import for_office
from network.dispatch.actions.holding import hold, why_held
from network.dispatch.actions.overtaken import require_seen
from network.dispatch.asking import ask_in_turn, keep_within_reach, put_planned_first
from network.dispatch.choices import Held, Limit, OfferStatus, RescueStatus
from network.dispatch.decisions import ENGINE, Choice, write_decision
from network.dispatch.engine import CrewFacts, Ranked, Ranking, rank
from network.dispatch.facts import search_of
from network.dispatch.finding import crews_for_choice, crews_for_rescue, others_nearby
from network.dispatch.limits import begin_first_limit, begin_limit, next_step, put_under
from network.dispatch.live import tell_offer, tell_offered, tell_rescue
from network.dispatch.locks import hold_on_duty, lock_rescue, may_ask_too, wait_to_ask
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import DispatchError, Policy, may_override, policy_on
from network.dispatch.selectors import rescues_for
from network.hotline.models import Case
from network.hotline.policies import needs_of_case


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer that was made, and what is known of its crew."""

    offer: Offer
    crew: CrewFacts


@transaction.atomic
def start_rescue(case: Case, *, acting_user: Person = ENGINE) -> Rescue:
    """Make the rescue of a rescue case; once per case. The engine offers it at once, since its first limit is due now.

    Where automatic mode has a limit it waits for a dispatcher instead, and says why.
    """
    with for_office():
        known = Rescue.objects.filter(case=case).first()
        return known or begin_rescue(case, acting_user)


def begin_rescue(case: Case, by: Person) -> Rescue:
    """Make the rescue of a case that has none, in the caller's transaction, which stands in head office's scope.

    All rescues share a series of numbers and a chain of history, both locked until the commit: everything else comes before them.
    """
    if case.lat is None or case.lon is None:  # the database allows no rescue case without a place
        raise ValueError(f"{case.number} has no place")
    moment = database_now()
    policy = policy_on(moment)
    rescue = Rescue(case=case, brand=case.brand, needs=needs_of_case(case), lat=case.lat, lon=case.lon)
    why = why_held(rescue, moment, policy)
    if why is None:
        begin_first_limit(rescue, Limit.OFFER, moment)
        tell_rescue(rescue)
    rescue.number = next_number("RSC")
    rescue.save(force_insert=True)
    record(rescue, "rescue.opened", by, after={"number": rescue.number, "case": case.number})
    if why is not None:
        hold(rescue, why, policy, ENGINE)
    return rescue


def ranking_for(rescue: Rescue, moment: datetime, policy: Policy, *, is_explained: bool = False) -> Ranking:
    """Return the engine's answer for a rescue now, without acting on it. The caller stands in head office's scope.

    Of very many crews those that the index finds are ranked; the nearest others are read too when nobody can go or people want to know why.
    """
    need, weights = search_of(rescue, policy)
    crews = crews_for_rescue(rescue, moment, policy)
    ranking = rank(need, crews, weights)
    if ranking.ranked and not is_explained:
        return ranking
    others = others_nearby(rescue, moment, policy, but={one.crew_id for one in crews})
    return rank(need, [*crews, *others], weights) if others else ranking


@transaction.atomic
def offer_best(rescue_id: UUID, *, acting_user: Person = ENGINE) -> Offer | None:
    """Offer a waiting rescue to the best crew that is still free, or to as many at once as the policy says. Returns the best one's offer;
    None when nobody can go, and the rescue is then unserved, or when only crews are left that a dispatcher must ask.

    Raises WrongState unless the rescue waits or is unserved.
    """
    if isinstance(acting_user, Actor):
        acting_user.require("dispatch.offer")
        rescues_for(acting_user).get_or_404(rescue_id)
    with for_office():
        rescue, moment = lock_rescue(rescue_id), database_now()
        return offer_locked(rescue, acting_user, moment, policy_on(moment))


def offer_locked(rescue: Rescue, acting_user: Person, moment: datetime, policy: Policy) -> Offer | None:
    """Offer a rescue whose row the caller has locked, by the policy that is in force at `moment`, which is now."""
    if rescue.status == RescueStatus.UNSERVED:
        rescue.move_to(RescueStatus.WAITING)
    if rescue.status != RescueStatus.WAITING:
        raise WrongState
    ranking = ranking_for(rescue, moment, policy)
    candidates = planned_first(rescue, ranking)
    if not isinstance(acting_user, Actor):
        near = within_reach(rescue, candidates, policy)
        if candidates and not near:
            road_km = round(candidates[0].distance_m / 1000, 1)
            hold(rescue, Held.TOO_FAR, policy, acting_user, road_km=road_km)
            return None
        candidates = near
    asked = ask_crews(rescue, candidates, policy, moment)
    if asked:
        write_offered(rescue, asked, Choice(acting_user, ranking, policy.label), policy, moment)
        return asked[0].offer
    write_unserved(rescue, Choice(acting_user, ranking, policy.label), policy, moment)
    return None


@transaction.atomic
def offer_to(
    rescue_id: UUID, crew_id: UUID, *, reason: str, seen_round: int | None = None, acting_user: Actor
) -> Offer:
    """Offer a rescue to the crew that the dispatcher chose, taking back the open offers that they have seen.

    `seen_round` is the rescue's round as they saw it; None has seen nobody being asked. Raises Invalid without a reason or when the crew
    may never be sent (suspended station, no certificate, full); WrongState when somebody else's offer went out meanwhile.
    """
    acting_user.require("dispatch.offer")
    rescues_for(acting_user).get_or_404(rescue_id)
    if not reason.strip():
        raise Invalid(
            _("Write why you choose this crew; it is kept with the rescue."),
            code=DispatchError.NO_REASON,
            field="reason",
        )
    with for_office():
        rescue, moment = lock_rescue(rescue_id), database_now()
        require_seen(rescue, open_offers_of(rescue), seen_round)
        policy = policy_on(moment)
        need, weights = search_of(rescue, policy)
        ranking = rank(need, crews_for_choice(rescue, crew_id, moment, policy), weights)
        candidate = chosen_of(ranking, crew_id, policy)
        withdrawn = withdraw_open_offers(rescue)
        if rescue.status in (RescueStatus.OFFERED, RescueStatus.UNSERVED):
            rescue.move_to(RescueStatus.WAITING)
        asked = ask_crews(rescue, [candidate], policy, moment)
        if not asked:
            raise WrongState(_("This crew is being asked for another rescue right now."), code=DispatchError.CREW_BUSY)
        choice = Choice(acting_user, ranking, policy.label, reason.strip())
        write_offered(rescue, asked, choice, policy, moment, withdrawn)
        return asked[0].offer


def search_again(rescue: Rescue) -> None:
    """Let the rescue wait for the engine, which looks at once: offering is a transaction of its own, so that a kill loses neither."""
    if rescue.status == RescueStatus.OFFERED:
        rescue.move_to(RescueStatus.WAITING)
    put_under(rescue, Limit.OFFER, 0)
    tell_rescue(rescue)


def open_offers_of(rescue: Rescue) -> list[Offer]:
    """Return the offers that wait for an answer, in the order of their stations: so are their histories written everywhere."""
    rows = Offer.objects.select_related("crew", "station").filter(rescue=rescue, status=OfferStatus.OPEN)
    return list(rows.order_by("station_id", "slot"))


def withdraw_open_offers(rescue: Rescue) -> list[Offer]:
    """Take the open offers back and return them; the caller records it."""
    offers = open_offers_of(rescue)
    for offer in offers:
        offer.move_to(OfferStatus.WITHDRAWN)
        tell_offer(offer)
    return offers


def chosen_of(ranking: Ranking, crew_id: UUID, policy: Policy) -> Ranked:
    """Return the dispatcher's crew as if the engine had ranked it. Raises Invalid for one that may never be sent."""
    for one in ranking.ranked:
        if one.crew.crew_id == crew_id:
            return one
    for excluded in ranking.excluded:
        if excluded.crew.crew_id == crew_id and may_override(excluded.why):
            return Ranked(
                excluded.crew,
                excluded.distance_m,
                round(excluded.distance_m / policy.speed_mps),
                excluded.distance_m,
                (),
            )
    raise Invalid(
        _("This crew can't be sent: its station is suspended, it has no valid rescue certificate, or it is full."),
        code=DispatchError.NOT_ELIGIBLE,
        field="crew",
    )


def planned_first(rescue: Rescue, ranking: Ranking) -> list[Ranked]:
    """Return the candidates, the crew of a committed plan before all others."""
    return put_planned_first(ranking.ranked, rescue.planned_crew_id)


def within_reach(rescue: Rescue, candidates: Sequence[Ranked], policy: Policy) -> list[Ranked]:
    """Return the candidates that the engine may ask by itself; a committed plan is a dispatcher's word for its crew."""
    return keep_within_reach(candidates, policy.automatic_limits, rescue.planned_crew_id)


def ask_crews(rescue: Rescue, candidates: Sequence[Ranked], policy: Policy, moment: datetime) -> list[Asked]:
    """Offer to the first of the candidates, as many as the policy asks at once, all until the same moment. `write_offered` comes next."""
    return fill_slots(rescue, candidates, range(policy.parallel), policy, moment)


def fill_slots(
    rescue: Rescue, candidates: Sequence[Ranked], slots: Sequence[int], policy: Policy, moment: datetime
) -> list[Asked]:
    """Offer to the first of the candidates, one for each slot, each with the whole time to answer. The caller sets the limit."""
    due_at = moment + timedelta(seconds=policy.answer_s)
    is_together = len(slots) > 1  # whoever asks one crew only holds nothing while it waits
    in_turn = {one.crew.crew_id for one in candidates[: len(slots)]} if is_together else set()
    if in_turn:
        wait_to_ask(in_turn)

    def ask(candidate: Ranked, slot: int, before: int) -> Asked | None:
        if is_together and candidate.crew.crew_id not in in_turn and not may_ask_too(candidate.crew.crew_id):
            return None
        return try_offer(rescue, candidate, due_at, slot=slot, round_=rescue.round + 1 + before)

    return ask_in_turn(candidates, slots, ask)


def try_offer(rescue: Rescue, candidate: Ranked, due_at: datetime, *, slot: int, round_: int) -> Asked | None:
    """Insert the offer. None when the crew was asked for another rescue in the meantime (the database allows one open offer a crew), or
    has gone off duty since it was ranked; from now on it stays on duty until the offer can be seen."""
    crew = candidate.crew
    if crew.on_duty and not hold_on_duty(crew.crew_id):
        return None
    offer = Offer(
        rescue=rescue,
        station_id=crew.station_id,
        crew_id=crew.crew_id,
        round=round_,
        slot=slot,
        summary=summary_of(rescue),
        distance_m=candidate.distance_m,
        eta_s=candidate.eta_s,
        expires_at=due_at,
    )
    Offer.objects.bulk_create([offer], ignore_conflicts=True)
    return Asked(offer, crew) if Offer.objects.filter(pk=offer.pk).exists() else None


def summary_of(rescue: Rescue) -> dict[str, Any]:
    """Return what a crew may know before it accepts: what and where, not who."""
    case = rescue.case
    return {
        "number": rescue.number,
        "brand": rescue.brand,
        "symptom": case.symptom,
        "safety": case.safety,
        "place": case.place,
        "lat": rescue.lat,
        "lon": rescue.lon,
        "needs": rescue.needs,
    }


def write_offered(
    rescue: Rescue,
    asked: Sequence[Asked],
    choice: Choice,
    policy: Policy,
    moment: datetime,
    withdrawn: Sequence[Offer] = (),
) -> None:
    """Move the rescue on and keep who was asked, why, and by whom. It is under the limit of the answer from `moment` on.

    Histories come last: whoever else writes to their chains waits until the commit.
    """
    offers = [one.offer for one in asked]
    made: dict[str, Any] = {"round": offers[-1].round, "offered_at": moment, "shortfall": {}, "held": ""}
    rescue.move_to(RescueStatus.OFFERED, planned_crew_id=None, **made, **next_step(rescue))  # a plan counts once
    begin_limit(rescue, Limit.ANSWER, policy.answer_s, after=moment, policy=policy)
    for offer in offers:
        write_decision(rescue, choice, chosen=offer.crew_id)
    tell_offered(rescue, offers)
    stories: list[tuple[Offer, str, dict[str, Any]]] = [(one.offer, "offer.made", told_of(one)) for one in asked]
    stories += [(one, "offer.withdrawn", {}) for one in withdrawn]
    for subject, verb, after in sorted(
        stories, key=lambda story: story[0].station_id
    ):  # several chains: always in the same order
        record(subject, verb, choice.by, after=after, reason=choice.reason)
    for one in asked:
        record(rescue, "rescue.offered", choice.by, after=told_to_office(one), reason=choice.reason)


def told_of(asked: Asked) -> dict[str, Any]:
    """Return what history says of an offer."""
    offer = asked.offer
    return {"crew": asked.crew.name, "round": offer.round, "road_km": round(offer.distance_m / 1000, 1)}


def told_to_office(asked: Asked) -> dict[str, Any]:
    """Return the same with the station, for the rescue's history."""
    return told_of(asked) | {"station": asked.crew.station_name}


def write_unserved(rescue: Rescue, choice: Choice, policy: Policy, moment: datetime) -> None:
    """Keep that nobody can go, and why."""
    why = {"shortfall": choice.ranking.shortfall, "planned_crew_id": None, "held": ""}
    rescue.move_to(RescueStatus.UNSERVED, **why, **next_step(rescue))
    begin_limit(rescue, Limit.ESCALATE, policy.escalate_s(rescue.escalation), after=moment)
    write_decision(rescue, choice, chosen=None)
    tell_rescue(rescue)
    record(rescue, "rescue.unserved", choice.by, after=choice.ranking.shortfall)
