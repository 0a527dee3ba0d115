"""What outlives the first full rounds of the garbage collector is put aside from the next ones; later on nothing is."""

import gc
from collections.abc import Iterator

import pytest

from config.setting_aside import set_aside


@pytest.fixture(autouse=True)
def nothing_is_put_aside() -> Iterator[None]:
    gc.unfreeze()
    yield
    set_aside(rounds=0)


def put_aside_by_a_round() -> int:
    """Return how many of a thousand new objects a full round puts aside, roughly."""
    before, kept = gc.get_freeze_count(), [[number] for number in range(1_000)]
    gc.collect()
    return gc.get_freeze_count() - before if kept else 0


def test_what_there_is_at_the_beginning_is_put_aside() -> None:
    set_aside(rounds=0)
    assert gc.get_freeze_count() > 10 * len(gc.get_objects())


def test_what_outlives_one_of_the_first_rounds_is_put_aside_as_well() -> None:
    set_aside(rounds=2)
    assert [put_aside_by_a_round() >= 1_000 for _round in range(3)] == [True, True, False]


def test_said_twice_it_counts_once() -> None:
    set_aside(rounds=2)
    set_aside(rounds=1)
    assert [put_aside_by_a_round() >= 1_000 for _round in range(2)] == [True, False]


def test_a_young_round_puts_nothing_aside() -> None:
    set_aside(rounds=1)
    before, kept = gc.get_freeze_count(), [[number] for number in range(1_000)]
    gc.collect(1)
    assert gc.get_freeze_count() == before, kept[:1]
