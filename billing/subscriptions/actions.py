"""Choosing and ending a plan. The action only writes the wish down; `remote.py` tells Stripe, and Stripe's word comes back as webhooks.

So nothing is lost when a process is killed between our commit and Stripe's, and a repeated call does nothing twice.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.subscriptions.choices import ENTITLING, SubscriptionError
from billing.subscriptions.locks import lock_subscription_of
from billing.subscriptions.models import Plan, Subscription
from billing.subscriptions.selectors import plans_for
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


@transaction.atomic
def choose_plan(station_id: UUID, plan_id: UUID, *, acting_user: Actor) -> Subscription:
    """Ask for a plan. Raises Invalid when the station has it already, NotYours for another's station or a plan not on offer."""
    acting_user.require("subscriptions.manage")
    station: Station = stations_for(acting_user).get_or_404(station_id)
    plan: Plan = plans_for(acting_user).get_or_404(plan_id)
    subscription = lock_subscription_of(station.pk)
    if _has(subscription, plan):
        raise Invalid(_("The station has this plan already."), code=SubscriptionError.SAME_PLAN, field="plan")
    before = {"plan": subscription.plan.code if subscription.plan else None}
    subscription.change(wanted_plan=plan, problem="")
    record(subscription, "subscription.requested", acting_user, before=before, after={"wanted_plan": plan.code})
    return subscription


def _has(subscription: Subscription, plan: Plan) -> bool:
    """Whether the plan runs, stays, and nothing else was asked for meanwhile."""
    runs = subscription.status in ENTITLING and not subscription.ends_at_period_end
    return subscription.wanted_plan_id == plan.pk or (
        runs and subscription.plan_id == plan.pk and subscription.wanted_plan_id is None
    )


@transaction.atomic
def end_plan(station_id: UUID, *, acting_user: Actor, reason: str = "") -> Subscription:
    """Let the plan run out at the end of its period. Raises WrongState when none runs."""
    acting_user.require("subscriptions.manage")
    station: Station = stations_for(acting_user).get_or_404(station_id)
    subscription = lock_subscription_of(station.pk)
    if subscription.status not in ENTITLING or subscription.ends_at_period_end:
        raise WrongState(_("No plan is running that could be ended."), code=SubscriptionError.NO_PLAN)
    subscription.change(wanted_plan=None, problem="")
    record(subscription, "subscription.end_requested", acting_user, reason=reason)
    return subscription


def end_plan_of_closed(station_id: UUID, *, by: Person, reason: str) -> bool:
    """Let the plan of a station that is closed run out, in the caller's transaction: nobody there can do it any more. False when none runs."""
    if not Subscription.objects.filter(station_id=station_id).exists():
        return False
    subscription = lock_subscription_of(station_id)
    if subscription.status not in ENTITLING or subscription.ends_at_period_end:
        return False
    subscription.change(wanted_plan=None, problem="")
    record(subscription, "subscription.end_requested", by, reason=reason)
    return True
