"""Drawing the sample: by chance, but the same claim always the same way, so that nobody can ask again until it suits."""

from decimal import Decimal
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "claims.sample"
PARTS = 1_000_000


def is_drawn(claim_id: UUID, round: int, percent: Decimal, seed: str = "") -> bool:
    """Tell whether a claim is drawn. The installation's secret is the seed, so that no station can foresee it; tests give their own."""
    digest = salted_hmac(SALT, f"{seed}:{claim_id}:{round}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") % PARTS < percent * PARTS / 100
