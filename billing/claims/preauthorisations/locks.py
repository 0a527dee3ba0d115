"""Row locks of pre-authorisations."""

from uuid import UUID

from accounts.actors import Actor
from billing.claims.models import Preauthorisation
from billing.claims.preauthorisations.selectors import preauthorisations_for


def lock_preauthorisation(key: UUID, actor: Actor) -> Preauthorisation:
    """Lock one in the person's sight. Raises NotYours when there is none."""
    row: Preauthorisation = preauthorisations_for(actor).locked().get_or_404(key)
    return row
