"""Row locks of drawn claims."""

from uuid import UUID

from accounts.actors import Actor
from billing.claims.automatic.models import SampledClaim
from billing.claims.automatic.selectors import samples_for


def lock_sample(sample_id: UUID, actor: Actor) -> SampledClaim:
    """Lock a drawn claim in the person's sight. Raises NotYours otherwise."""
    sample: SampledClaim = samples_for(actor).locked().get_or_404(sample_id)
    return sample
