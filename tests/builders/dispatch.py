"""Crews, rescues and offers, made through the real actions."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.choices import CertificateScope
from audit.certification.models import Certificate
from billing.policy.choices import PolicyStatus
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from common.scope import for_office
from network.dispatch.actions import (
    CrewPlan,
    accept_offer,
    arrive,
    depart,
    finish,
    form_crew,
    offer_best,
    set_duty,
    start_rescue,
)
from network.dispatch.models import Crew, DispatchPolicy, Offer, Rescue
from network.dispatch.policies import kept_policies
from tenants.registry.standing import inside
from tests.builders.hotline import a_case
from tests.world import HOME, RIVAL, office_actor, station_actor

__all__ = ["HOME", "RIVAL"]


def a_certificate(actor: Actor, scope: str = CertificateScope.RESCUE, **facts: Any) -> Certificate:
    """Return a certificate that is valid today."""
    given = {"valid_from": today() - timedelta(days=30), "valid_until": today() + timedelta(days=300)}
    with for_office(), transaction.atomic():
        count = Certificate.objects.count()
        made = {
            "number": f"CRT-TEST-{count:05d}",
            "station_id": actor.station_id,
            "user_id": actor.id,
            "scope": scope,
            "user_name": actor.name,
            "granted_by_name": office_actor(Role.TRAINER).name,
        }
        return Certificate.objects.create(**(made | given | facts))


def a_crew(code: str = HOME, *, role: Role = Role.TECHNICIAN, certified: bool = True, **plan: Any) -> Crew:
    """Return a crew on duty with one certified rider."""
    manager, rider = station_actor(Role.STATION_MANAGER, code), station_actor(role, code)
    given = {"name": "Crew 1", "capabilities": ["repair", "tow", "tyre"], "members": [rider.id]}
    if certified:
        a_certificate(rider)
    with inside(manager.station):
        crew = form_crew(CrewPlan(**(given | plan)), acting_user=manager)
        return set_duty(crew.pk, True, acting_user=manager)


def rules(*, label: str = "test", days: int = -1, **values: Any) -> DispatchPolicy:
    """Return a published version of the rules that holds from `days` days from now."""
    kept_policies.forget()
    return DispatchPolicy.objects.create(
        label=label, valid_from=now() + timedelta(days=days), status=PolicyStatus.PUBLISHED, values=values
    )


def a_rescue(**facts: Any) -> Rescue:
    """Return a rescue that waits for a crew."""
    return start_rescue(a_case(**facts))


def an_offer(rescue: Rescue | None = None) -> Offer:
    """Return the engine's offer of a rescue."""
    offer = offer_best((rescue or a_rescue()).pk)
    assert offer is not None
    return offer


def accepted(offer: Offer | None = None, code: str = HOME) -> Rescue:
    """Return a rescue that a technician of the station has accepted."""
    rider = station_actor(Role.TECHNICIAN, code)
    with inside(rider.station):
        return accept_offer((offer or an_offer()).pk, acting_user=rider)


def at_the_vehicle(rescue: Rescue | None = None, code: str = HOME) -> Rescue:
    """Return a rescue whose crew has arrived."""
    rescue, rider = rescue or accepted(), station_actor(Role.TECHNICIAN, code)
    with inside(rider.station):
        depart(rescue.pk, acting_user=rider)
        return arrive(rescue.pk, acting_user=rider)


def finished(rescue: Rescue | None = None, code: str = HOME) -> Rescue:
    """Return a finished rescue."""
    rescue, rider = rescue or at_the_vehicle(), station_actor(Role.TECHNICIAN, code)
    with inside(rider.station):
        return finish(rescue.pk, result="Fuel filter replaced", acting_user=rider)


def make_due(offer: Offer) -> None:
    """Let the offer's time run out, as if it had been made long ago."""
    past = now() - timedelta(seconds=1)
    with for_office(), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(expires_at=past)
        Deadline.objects.filter(subject_id=offer.rescue_id, done_at__isnull=True).update(due_at=past)


def settle() -> None:
    """Let relay and poller do all that is due."""
    while deliver_pending() + keep_due():
        pass
