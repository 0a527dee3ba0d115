"""What rows of a claim have from their claim."""

from typing import Any


class OfClaim:
    """A row that belongs to one claim and is kept in its currency."""

    claim: Any

    @property
    def currency(self) -> str:
        """Return the claim's currency, which all its rows share."""
        found: str = self.claim.currency
        return found
