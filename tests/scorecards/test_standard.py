"""How a card is scored by the standard: scales, spreading of weight, grades, and what makes a standard sound. No database."""

from dataclasses import replace
from typing import Any

import pytest

from common.errors import Invalid
from network.scorecards.choices import GROUP_OF, Source
from network.scorecards.rulebook import BOOK, check_standard
from network.scorecards.standard import EXAMPLE, Grade, Indicator, Standard, score, spread, standard_of

TWO = Standard(indicators=(Indicator(Source.FTFR, 60, 95, 75), Indicator(Source.CSI, 40, 100, 0)))


@pytest.mark.parametrize(
    ("value", "points"), [(70, 0), (75, 0), (80, 25), (95, 100), (99, 100)], ids=lambda one: str(one)
)
def test_points_run_straight_between_nothing_and_the_target(value: float, points: float) -> None:
    assert Indicator(Source.FTFR, 10, 95, 75).points(value) == points


@pytest.mark.parametrize(("value", "points"), [(0, 100), (1.5, 50), (3, 0), (7, 0)])
def test_where_less_is_better_the_target_is_the_smaller(value: float, points: float) -> None:
    assert Indicator(Source.DISPUTES, 10, 0, 3).points(value) == points


@pytest.mark.parametrize(("value", "points"), [(0, 100), (0.9, 100), (1, 70), (4, 40), (100, 40), (-1, 0)])
def test_the_highest_band_reached_gives_the_points(value: float, points: float) -> None:
    assert Indicator(Source.VIOLATIONS, 10, 0, 9, ((0, 100), (4, 40), (1, 70))).points(value) == points


def test_a_card_is_the_weighted_mean_of_its_lines() -> None:
    lines, points, covered = score(TWO, {Source.FTFR: 85.0, Source.CSI: 90.0})
    assert [line.points for line in lines] == [50, 90]
    assert (points, covered) == (66.0, 100)


def test_weight_without_facts_is_spread_and_never_counts_as_nought() -> None:
    lines, points, covered = score(TWO, {Source.FTFR: 95.0, Source.CSI: None})
    assert (points, covered) == (100.0, 60)
    assert [line.counts for line in lines] == [100.0, 0.0] and lines[1].points is None


def test_without_any_fact_there_are_no_points_and_no_grade() -> None:
    _lines, points, covered = score(EXAMPLE, {})
    assert (points, covered, EXAMPLE.grade_of(points)) == (None, 0, None)


def test_weight_stays_in_its_group_first() -> None:
    known = {one.source for one in EXAMPLE.indicators} - {Source.CSI}
    inside, whole = spread(EXAMPLE, known), spread(replace(EXAMPLE, spread_in_group=False), known)
    assert inside[Source.AUDIT] == pytest.approx(10) and whole[Source.AUDIT] == pytest.approx(1000 / 85)
    assert inside[Source.FTFR] == pytest.approx(15 * 50 / 35)
    assert sum(inside.values()) == pytest.approx(100) == pytest.approx(sum(whole.values()))


def test_a_group_without_any_fact_gives_its_weight_to_the_others() -> None:
    known = {source for source in GROUP_OF if GROUP_OF[source] != GROUP_OF[Source.FTFR]}
    assert sum(spread(EXAMPLE, known).values()) == pytest.approx(100)


@pytest.mark.parametrize(("points", "name"), [(100, "A"), (90, "A"), (89.99, "B"), (60, "C"), (0, "D")])
def test_a_grade_begins_at_its_points(points: float, name: str) -> None:
    found = EXAMPLE.grade_of(points)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicators": ()},
        {"indicators": (Indicator(Source.FTFR, 99, 95, 70),)},
        {"indicators": (Indicator(Source.FTFR, 50, 95, 70), Indicator(Source.FTFR, 50, 95, 70))},
        {"indicators": (Indicator("rumours", 100, 95, 70),)},
        {"indicators": (Indicator(Source.FTFR, 100, 95, 95),)},
        {"indicators": (Indicator(Source.FTFR, 100, 95, 70, ((0, 101),)),)},
        {"indicators": (Indicator(Source.FTFR, 100, 95, 70, ((1, 50), (1, 60))),)},
        {"grades": ()},
        {"grades": (Grade("A", 90),)},
        {"grades": (Grade("A", 90), Grade("A", 0))},
        {"grades": (Grade("A", 0), Grade("B", 0))},
        {"grades": (Grade("A", 0, 300),)},
        {"grades": (Grade("A", 0, 100, "Z"),)},
    ],
)
def test_a_standard_that_is_not_sound_is_refused(wrong: dict[str, Any]) -> None:
    check_standard(EXAMPLE)
    with pytest.raises(Invalid):
        check_standard(replace(EXAMPLE, **wrong))


def test_the_rulebook_tells_every_field_and_is_read_again_as_stored() -> None:
    assert BOOK.known_names() == BOOK.all_names()
    assert standard_of("example", BOOK.values_of(EXAMPLE)) == EXAMPLE
    assert {one.source for one in EXAMPLE.indicators} == set(Source) == set(GROUP_OF)
