"""Rescues, offers, crews and positions on the API: every step that a page offers."""

from dataclasses import asdict
from typing import Any

from common.api import NoBody, RecordApi, command, creates, list_command, updates
from common.clock import now
from common.records import RecordQuerySet
from network.dispatch.actions import (
    CrewPlan,
    Report,
    accept_offer,
    arrive,
    cancel_rescue,
    change_crew,
    commit_batch,
    decline_offer,
    depart,
    escalate_rescue,
    form_crew,
    offer_best,
    offer_recommended,
    offer_to,
    plan_batch,
    reassign_rescue,
    report_fleet,
    report_positions,
    set_duty,
)
from network.dispatch.api import serializers as s
from network.dispatch.api.finishing import Reports
from network.dispatch.api.fleet import FleetAnswer, FleetBody, answer_of
from network.dispatch.api.recommending import TellsRecommended
from network.dispatch.api.statistics import TellsStatistics
from network.dispatch.filters import CrewFilter, EscalationFilter, OfferFilter, RescueFilter
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.selectors import crews_for, escalations_for, offers_for, rescues_for


class RescueApi(Reports, TellsRecommended, TellsStatistics, RecordApi):
    """Rescues: head office sends, the crew drives."""

    action = "rescues.view"
    serializer_class = s.RescueSerializer
    filterset_class = RescueFilter

    def records(self) -> RecordQuerySet:
        """Return the rescues in sight."""
        return rescues_for(self.actor)

    @command(action="dispatch.offer")
    def offer_best(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Offer it to the best crew now; if nobody can go it is unserved and says why."""
        offer_best(rescue.pk, acting_user=self.actor)
        return self._fresh(rescue)

    @command(action="dispatch.offer", body=s.OfferToBody)
    def offer_to(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Offer it to the crew that the dispatcher chose, instead of those who were being asked at `seen_round`."""
        offer_to(rescue.pk, body.pop("crew"), acting_user=self.actor, **body)
        return self._fresh(rescue)

    @command(action="dispatch.offer", body=s.RecommendedBody)
    def offer_recommended(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Offer it to a crew of `recommended`: to the first as it is, to another with a reason. Refused while a crew is being asked."""
        offer_recommended(rescue.pk, body["crew"], reason=body["reason"], acting_user=self.actor)
        return self._fresh(rescue)

    @command(action="dispatch.offer", body=s.ReassignBody)
    def reassign(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Take it from its crew; the engine looks for another."""
        return reassign_rescue(rescue.pk, acting_user=self.actor, **body)

    @command(action="dispatch.offer", body=s.ReasonBody)
    def escalate(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Take the next level of the escalation ladder; who was told is listed under `escalations`."""
        escalate_rescue(rescue.pk, reason=body["reason"], acting_user=self.actor)
        return self._fresh(rescue)

    @command(action="dispatch.offer", body=s.TakeBody)
    def cancel(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """Call it off."""
        return cancel_rescue(rescue.pk, acting_user=self.actor, **body)

    @list_command(action="dispatch.offer", answer=s.PlanSerializer)
    def plan_batch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the best assignment of all free crews to all rescues that wait; changes nothing."""
        return {"plan": s.PlannedSerializer(plan_batch(self.actor, now()), many=True).data}

    @list_command(action="dispatch.offer", body=s.BatchBody, answer=s.CommittedSerializer)
    def commit_batch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Offer each rescue of a plan to its crew; what has changed since is passed over."""
        pairs = [(one["rescue"], one["crew"]) for one in body["pairs"]]
        done = commit_batch(pairs, reason=body["reason"], acting_user=self.actor)
        return {"rescues": [one.public_id for one in done]}

    @command(action="rescues.drive", body=s.StepBody)
    def depart(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """The crew drives off."""
        return depart(rescue.pk, at=body["at"], acting_user=self.actor)

    @command(action="rescues.drive", body=s.StepBody)
    def arrive(self, rescue: Rescue, body: dict[str, Any]) -> Rescue:
        """The crew is at the vehicle."""
        return arrive(rescue.pk, at=body["at"], acting_user=self.actor)

    def _fresh(self, rescue: Rescue) -> Rescue:
        found: Rescue = rescues_for(self.actor).get_or_404(rescue.pk)
        return found


class EscalationApi(RecordApi):
    """Which level of the ladder a rescue was taken to, why, and who was told."""

    action = "dispatch.view"
    serializer_class = s.EscalationSerializer
    filterset_class = EscalationFilter

    def records(self) -> RecordQuerySet:
        """Return the levels of the rescues in sight."""
        return escalations_for(self.actor)


class OfferApi(RecordApi):
    """Offers to crews."""

    action = "rescues.view"
    serializer_class = s.OfferSerializer
    filterset_class = OfferFilter

    def records(self) -> RecordQuerySet:
        """Return the offers in sight."""
        return offers_for(self.actor)

    @command(action="rescues.drive", body=NoBody)
    def accept(self, offer: Offer, body: dict[str, Any]) -> Offer:
        """Take the rescue; of many who try, one wins."""
        accept_offer(offer.pk, acting_user=self.actor)
        return self._fresh(offer)

    @command(action="rescues.drive", body=s.DeclineBody)
    def decline(self, offer: Offer, body: dict[str, Any]) -> Offer:
        """Say no; the next crew is asked at once."""
        return decline_offer(offer.pk, reason=body["reason"], acting_user=self.actor)

    def _fresh(self, offer: Offer) -> Offer:
        found: Offer = offers_for(self.actor).get_or_404(offer.pk)
        return found


class CrewApi(RecordApi):
    """Crews of stations."""

    action = "rescues.view"
    serializer_class = s.CrewSerializer
    filterset_class = CrewFilter

    def records(self) -> RecordQuerySet:
        """Return the crews in sight."""
        return crews_for(self.actor)

    @creates(action="crews.manage", body=s.CrewBody)
    def form(self, body: dict[str, Any]) -> Crew:
        """Make up a crew of the station."""
        return form_crew(CrewPlan(**body), acting_user=self.actor)

    @updates(action="crews.manage", body=s.CrewBody)
    def change(self, crew: Crew, body: dict[str, Any]) -> Crew:
        """Change a crew; what is not sent stays."""
        return change_crew(crew.pk, CrewPlan(**(_as_it_is(crew) | body)), acting_user=self.actor)

    @command(action="rescues.drive", body=s.DutyBody)
    def duty(self, crew: Crew, body: dict[str, Any]) -> Crew:
        """Put the crew on or off duty."""
        return set_duty(crew.pk, body["on_duty"], acting_user=self.actor)

    @command(action="rescues.drive", body=s.PositionsBody, answer=s.TakenAnswer)
    def positions(self, crew: Crew, body: dict[str, Any]) -> dict[str, int]:
        """Report positions of the crew's phone; repeated ones are known."""
        reports = [Report(**one) for one in body["positions"]]
        return asdict(report_positions(crew.pk, reports, acting_user=self.actor))

    @list_command(action="dispatch.report_positions", body=FleetBody, answer=FleetAnswer)
    def fleet_positions(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take positions of many crews from a telematics gateway; repeated ones are known, what is wrong is named by crew."""
        fleet = body["positions"]
        return answer_of(report_fleet(fleet.reports, acting_user=self.actor), fleet.unreadable)


def _as_it_is(crew: Crew) -> dict[str, Any]:
    names = ("name", "vehicle_plate", "phone", "brands", "capabilities", "capacity")
    members = crew.members.filter(ended_at__isnull=True).values_list("user_id", flat=True)
    return {name: getattr(crew, name) for name in names} | {"members": list(members)}
