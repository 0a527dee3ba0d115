"""Claims money against its pure model: 2,000 steps here, 100,000 in the long run. The seed is printed; `MODEL_SEED` plays it again."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests import database
from tests.model.driver import EPISODE, Disagreement, Move, Tally, moves, play, shrink

SEED = int(os.environ.get("MODEL_SEED", "20261127"))
SHORT, LONG = 2_000, 100_000
SHRINK_S = 60


@pytest.fixture
def model_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Databases of the model's own; afterwards the connections go back to the tests' copy."""
    with django_db_blocker.unblock():
        yield
        database.use(database.name_of_copy())


def run(steps: int, first: int = 0) -> Tally:
    """Play episodes until so many steps are taken; a failure is shrunk before it is told."""
    tally, episode = Tally(), first
    while tally.steps < steps:
        script, before = moves(SEED, episode, min(EPISODE, steps - tally.steps)), tally.steps
        try:
            play(script, tally)
        except Exception as error:
            raise Disagreement(explained(script[: tally.steps - before], episode, error)) from error
        episode += 1
    return tally


def explained(script: list[Move], episode: int, error: Exception) -> str:
    shortest, why = shrink(script, SHRINK_S)
    listed = "\n  ".join(map(str, shortest))
    where = f"seed {SEED}, episode {episode}, move {len(script)}: {error}"
    return f"{where}\nshortest script found, {len(shortest)} moves:\n  {listed}\nends in: {why or error}"


def test_two_thousand_steps_agree(model_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    tally = run(SHORT)
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(
            f"\nmodel of claims money: seed={SEED} {tally} {tally.steps / seconds:.0f} steps/s {sorted(tally.done.items())}"
        )
    assert tally.steps == SHORT
