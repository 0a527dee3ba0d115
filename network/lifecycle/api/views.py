"""Stations' lives on the API: every step that a page offers."""

from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.lifecycle import actions
from network.lifecycle.api import serializers as bodies
from network.lifecycle.models import ClosingStep, StationChange, StationOrder
from network.lifecycle.pages.tables import ChangeFilter, ClosingFilter, OrderFilter, StepFilter
from network.lifecycle.selectors import changes_for, closings_for, orders_for, steps_for
from network.onboarding.actions import Terms as AgreementTerms

VIEW, REQUEST, CHECK, APPROVE = "changes.view", "changes.request", "changes.check", "changes.approve"


class ChangeApi(RecordApi):
    """Changes of stations' facts (信息变更)."""

    action = VIEW
    serializer_class = bodies.ChangeSerializer
    filterset_class = ChangeFilter

    def records(self) -> RecordQuerySet:
        """Return the changes in sight."""
        return changes_for(self.actor)

    @creates(action=REQUEST, body=bodies.RequestBody)
    def ask(self, body: dict[str, Any]) -> StationChange:
        """Ask for a change, with its papers."""
        return actions.request_change(
            body.get("station") or self.actor.station_id,
            body["kind"],
            body["values"],
            reason=body["reason"],
            wanted_on=body["wanted_on"],
            evidence=papers(body),
            acting_user=self.actor,
        )

    @command(action=REQUEST, body=bodies.EvidenceBody)
    def add_evidence(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Add papers."""
        return actions.add_evidence(change.pk, papers(body), acting_user=self.actor)

    @command(action=CHECK, body=bodies.CheckBody)
    def check(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """The regional office has checked it; never by who asked."""
        return actions.check_change(change.pk, acting_user=self.actor, **body)

    @command(action=APPROVE, body=bodies.ApproveBody)
    def approve(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Approve it from a day on; never by who asked or checked."""
        return actions.approve_change(change.pk, acting_user=self.actor, **body)

    @command(action="onboarding.sign", body=bodies.NextAgreementBody)
    def draft_agreement(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Draft the agreement with a station's next owner; it is signed like the first one."""
        party = body.pop("party_name")
        actions.draft_next_agreement(change.pk, AgreementTerms(**body), party_name=party, acting_user=self.actor)
        return change

    @command(action=APPROVE, body=bodies.InviteBody)
    def invite_manager(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Invite the new manager after a transfer of owner again, perhaps at another address."""
        actions.invite_manager_again(change.pk, acting_user=self.actor, **body)
        return change

    @command(action="orders.instruct", body=bodies.LeavingBody)
    def instruct_leaving(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Answer a station's wish to be deregistered (注销) with a written order; never by who checked it. The answer is the change."""
        actions.instruct_deregistration(change.pk, acting_user=self.actor, **body)
        found: StationChange = changes_for(self.actor).get_or_404(change.pk)
        return found

    @command(action=VIEW, body=bodies.ReasonBody)
    def refuse(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Refuse it: the regional office before its check, head office after."""
        return actions.refuse_change(change.pk, reason=body["reason"], acting_user=self.actor)

    @command(action=REQUEST, body=bodies.OptionalReasonBody)
    def take_back(self, change: StationChange, body: dict[str, Any]) -> StationChange:
        """Take it back before it is approved."""
        return actions.take_back_change(change.pk, reason=body["reason"], acting_user=self.actor)


class OrderApi(RecordApi):
    """Written orders of the customer-service manager (客服经理批示)."""

    action = "orders.view"
    serializer_class = bodies.OrderSerializer
    filterset_class = OrderFilter

    def records(self) -> RecordQuerySet:
        """Return the orders in sight."""
        return orders_for(self.actor)

    @creates(action="orders.instruct", body=bodies.OrderBody)
    def instruct(self, body: dict[str, Any]) -> StationOrder:
        """Instruct in writing."""
        station, kind, text = body.pop("station"), body.pop("kind"), body.pop("text")
        return actions.instruct(station, kind, actions.Terms(**body), text=text, acting_user=self.actor)

    @command(action="orders.act", body=NoBody)
    def act(self, order: StationOrder, body: dict[str, Any]) -> StationOrder:
        """Carry it out; never by who instructed."""
        return actions.act_on_order(order.pk, acting_user=self.actor)

    @command(action="orders.instruct", body=bodies.ReasonBody)
    def revoke(self, order: StationOrder, body: dict[str, Any]) -> StationOrder:
        """Revoke it before it holds."""
        return actions.revoke_order(order.pk, reason=body["reason"], acting_user=self.actor)


class ClosingApi(RecordApi):
    """Stations on their way out (撤销, 注销). An order begins a closing."""

    action = "closings.view"
    serializer_class = bodies.ClosingSerializer
    filterset_class = ClosingFilter

    def records(self) -> RecordQuerySet:
        """Return the closings in sight."""
        rows: RecordQuerySet = closings_for(self.actor).prefetch_related("steps")
        return rows


class StepApi(RecordApi):
    """Steps of closings: what is left, and who is late."""

    action = "closings.view"
    serializer_class = bodies.StepSerializer
    filterset_class = StepFilter

    def records(self) -> RecordQuerySet:
        """Return the steps in sight."""
        return steps_for(self.actor)

    @command(action="closings.work", body=NoBody)
    def look(self, step: ClosingStep, body: dict[str, Any]) -> ClosingStep:
        """Do what the step does and look at what is left, now instead of tomorrow."""
        return actions.look_again(step.pk, acting_user=self.actor)

    @command(action="closings.work", body=bodies.NoteBody)
    def finish(self, step: ClosingStep, body: dict[str, Any]) -> ClosingStep:
        """Say that it is done, or passed on; only for the steps that nobody can count."""
        return actions.finish_step(step.pk, note=body["note"], acting_user=self.actor)


def papers(body: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return (name, content) of the papers in a body."""
    return [(one["name"], one["content"]) for one in body["evidence"]]
