"""Splitting to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.chargeback.split import split

PERCENTS = st.lists(st.decimals("0.01", "50", places=2), min_size=1, max_size=4).filter(lambda ps: sum(ps) <= 100)


@pytest.mark.parametrize(
    ("final", "percents", "parts"),
    [
        (101, ["50", "50"], [51, 50]),
        (100, ["33.33", "33.33", "33.34"], [33, 33, 34]),
        (999, ["80"], [799]),
        (1, ["50", "50"], [1, 0]),
        (0, ["50"], [0]),
        (100, [], []),
    ],
)
def test_known_splits(final: int, percents: list[str], parts: list[int]) -> None:
    assert split(final, [Decimal(one) for one in percents]) == parts


@given(st.integers(0, 10**12), PERCENTS)
def test_no_cent_is_lost_and_none_is_invented(final: int, percents: list[Decimal]) -> None:
    parts = split(final, percents)
    exact = [Decimal(final) * percent / 100 for percent in percents]
    assert sum(parts) == int(sum(exact))
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    assert sum(parts) <= final
