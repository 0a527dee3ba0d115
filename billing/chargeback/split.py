"""Splitting a settled amount between suppliers, to the cent. Pure: whole minor units in, whole minor units out."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
CENT_OF_PERCENT, EXACTLY = Decimal("0.01"), Decimal("0.00000001")


def split(final_minor: int, percents: Sequence[Decimal]) -> list[int]:
    """Return each supplier's part of `final_minor`, by the method of the largest remainder.

    Together they are the whole cents of `final × Σ percent`, rounded down, so no more than the contracts give is ever charged; each is
    its exact share rounded down, or up by one cent. Equal remainders go to the earlier one.
    """
    exact = [Decimal(final_minor) * percent / HUNDRED for percent in percents]
    parts = [_floor(amount) for amount in exact]
    left = _floor(sum(exact, Decimal(0))) - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts


def _floor(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_FLOOR))


def exactly(percent: Decimal) -> Decimal:
    """Return a share of goodwill, such as 34 of 67, to the eight decimals that are kept: enough for the cents to be those of the policy."""
    return percent.quantize(EXACTLY, ROUND_CEILING)


def share_down(final_minor: int, percent: Decimal) -> int:
    """Return the whole cents of a share: what a supplier that bears it alone is charged."""
    return _floor(Decimal(final_minor) * percent / HUNDRED)


def share_of(final_minor: int, percent: Decimal) -> int:
    """Return the most that one supplier bears of `final_minor`: its exact share, rounded up to the cent.

    A share of goodwill was rounded up where its decimals end (`exactly`): that is taken off again, else a whole cent would become the next.
    """
    least = percent if percent == percent.quantize(CENT_OF_PERCENT) else percent - EXACTLY
    return int((Decimal(final_minor) * least / HUNDRED).to_integral_value(rounding=ROUND_CEILING))
