"""Which simulations a person may see."""

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.dispatch.simulator.models import Simulation


def simulations_for(actor: Actor) -> RecordQuerySet:
    """Return all simulations for those at head office who may see them; nobody else has any."""
    rows = Simulation.objects.select_related("job", "policy")
    return rows if actor.is_office and actor.may("dispatch.simulations") else rows.none()
