"""Positions of Chinese map apps are shifted back in China, and left as they are abroad."""

import pytest

from common.datum import Datum, in_wgs84

PEOPLES_SQUARE = (31.230416, 121.473701)  # Shanghai
PARIS = (48.858370, 2.294481)


@pytest.mark.parametrize(
    ("datum", "shown"), [(Datum.GCJ02, (31.228474, 121.478224)), (Datum.BD09, (31.234327, 121.484782))]
)
def test_what_a_chinese_map_shows_is_shifted_back(datum: Datum, shown: tuple[float, float]) -> None:
    assert in_wgs84(*shown, datum) == pytest.approx(PEOPLES_SQUARE, abs=2e-6)


@pytest.mark.parametrize("datum", list(Datum))
def test_abroad_nothing_is_shifted(datum: Datum) -> None:
    assert in_wgs84(*PARIS, datum) == PARIS
