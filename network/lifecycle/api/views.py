"""Stations' lives on the API: every step that a page offers."""

from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.lifecycle import actions
from network.lifecycle.api import serializers as bodies
from network.lifecycle.models import StationChange, StationOrder
from network.lifecycle.pages.tables import ChangeFilter, OrderFilter
from network.lifecycle.selectors import changes_for, orders_for

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


def papers(body: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return (name, content) of the papers in a body."""
    return [(one["name"], one["content"]) for one in body["evidence"]]
