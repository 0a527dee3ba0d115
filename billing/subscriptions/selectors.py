"""Which plans, subscriptions and invoices a person may see; what a station is entitled to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from billing.subscriptions.choices import ENTITLING, Feature
from billing.subscriptions.models import Invoice, Plan, Subscription
from common.records import RecordQuerySet


def subscriptions_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own subscription, or all for head office."""
    return _owned(actor, Subscription.objects.select_related("station", "plan", "wanted_plan"))


def invoices_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own invoices, or all for head office."""
    return _owned(actor, Invoice.objects.select_related("station"))


def plans_for(actor: Actor) -> RecordQuerySet:
    """Return the plans on offer."""
    rows = Plan.objects.filter(is_offered=True)
    return rows if actor.may("subscriptions.view") else rows.none()


def plan_choices(request: Any = None) -> RecordQuerySet:
    """Return the plans that a filter offers: also those that are no longer sold."""
    rows: RecordQuerySet = Plan.objects.all()
    return rows


def _owned(actor: Actor, rows: RecordQuerySet) -> RecordQuerySet:
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office and actor.roles else rows.none()


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What a station's plan includes now. `people` is the limit; 0 for none. Without a plan there are no extras."""

    features: frozenset[Feature] = frozenset()
    people: int = 0
    plan: str = ""

    def include(self, feature: Feature) -> bool:
        """Whether the plan includes `feature`."""
        return feature in self.features


def entitlements_of(station_id: UUID) -> Entitlements:
    """Return what the station is entitled to. An overdue payment takes nothing away until Stripe says `unpaid`."""
    row = Subscription.objects.select_related("plan").filter(station_id=station_id, status__in=ENTITLING).first()
    if row is None or row.plan is None:
        return Entitlements()
    return Entitlements(frozenset(Feature(code) for code in row.plan.features), row.plan.people, row.plan.code)
