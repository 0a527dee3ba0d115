"""Splitting to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.chargeback.split import exactly, share_of, split

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


@pytest.mark.parametrize(
    ("final", "percent", "most"),
    [
        (6_700, exactly(Decimal(34) / 67 * 100), 3_400),  # a whole cent stays one, though the share was rounded up
        (6_701, exactly(Decimal(34) / 67 * 100), 3_401),
        (10_000, exactly(Decimal(10) / 3), 334),
        (30_000, exactly(Decimal(10) / 3), 1_000),
        (1_000, Decimal("80.00"), 800),
        (999_999_999, Decimal("0.01"), 100_000),
    ],
)
def test_the_most_of_one_is_its_share_up_to_the_cent(final: int, percent: Decimal, most: int) -> None:
    assert share_of(final, percent) == most
