"""100,000 steps of the model, and proof that a few hundred are enough to find what is wrong."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billing.chargeback import disputes, raising
from billing.claims import paying
from billing.claims.actions import final_review, old_parts
from billing.claims.appeals import effects
from billing.claims.models import Claim
from billing.ledger import actions as ledger
from billing.settlement.debts import balances
from tests import database
from tests.model.books import rows, suppliers
from tests.model.driver import EPISODE, Tally, moves, play, shrink
from tests.model.test_claims_money import SEED, model_db, run

LONG = int(os.environ.get("MODEL_STEPS", "100000"))
# "2/3" plays every third episode, from the second
SHARE, SHARES = map(int, os.environ.get("MODEL_SHARE", "1/1").split("/"))
DONE = Path(__file__).resolve().parents[2] / ".stationmaster" / "model"
FOUND_WITHIN = 1_500  # of the 2,000 steps of the short run
SHRINK_S = 5

__all__ = ["model_db"]


def finished() -> Path:
    """Return the file that lists the episodes done with this code and this seed: an interrupted run goes on where it was."""
    DONE.mkdir(parents=True, exist_ok=True)
    return DONE / f"{database.fingerprint()}-{SEED}.txt"


@pytest.mark.long
def test_a_hundred_thousand_steps_agree(model_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    path, tally, began = finished(), Tally(), time.monotonic()
    done = set(map(int, path.read_text().split())) if path.exists() else set()
    for episode in sorted(set(range(SHARE - 1, LONG // EPISODE, SHARES)) - done):
        total = run(EPISODE, first=episode)
        tally.add(total)
        with path.open("a") as file:
            file.write(f"{episode}\n")
    with capsys.disabled():
        print(
            f"\nmodel, long: seed={SEED} {tally} in {time.monotonic() - began:.0f} s, {len(done)} episodes had been done before"
        )
    if SHARES == 1:
        path.unlink()


# ------------------------------------------------------------------------------------------ red controls


def lose_a_cent(minor: int, shares: list[rows.Share]) -> list[int]:
    """A model that rounds each share down and forgets the remainder."""
    return [minor * int(float(share.percent) * 100) // 10_000 for share in shares]


def forget_chargebacks(claim: Claim, lines: Any, reason: str, actor: Any) -> None:
    """An action that takes a claim back and leaves its chargebacks standing."""
    originals["take_back"](claim, [], reason, actor)


originals: dict[str, Any] = {"take_back": paying.take_back}
SABOTAGES = {
    "a model that loses a cent": (suppliers, "split", lose_a_cent),
    "chargebacks survive a reopened claim": (final_review, "take_back", forget_chargebacks),
    "a cap is ignored": (raising, "_caps", lambda share, line: [line.final_minor]),
    "a collected payment holds nothing": (balances, "_collected", lambda *facts: 0),
    "a held line is never released": (old_parts, "_release", lambda claim, lines: None),
    "an appeal leaves what was paid in the ledger": (effects, "take_back", lambda *facts: None),
    "the other suppliers owe on after a dispute": (disputes, "_bound_the_others", lambda *facts: None),
    "a correction posts nothing": (ledger, "reverse", lambda original, reason, acting_user: original),
}


@pytest.fixture(params=SABOTAGES, ids=[name.replace(" ", "-") for name in SABOTAGES])
def sabotage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Break one thing."""
    place, name, broken = SABOTAGES[request.param]
    monkeypatch.setattr(place, name, broken)
    yield request.param


def test_red_control_a_broken_action_is_found(
    model_db: None, sabotage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Within the short run, with a script that a person can read."""
    tally, episode = Tally(), 0
    while tally.steps < FOUND_WITHIN:
        script, before = moves(SEED, episode), tally.steps
        try:
            play(script, tally)
        except Exception as error:
            shortest, _why = shrink(script[: tally.steps - before], SHRINK_S)
            with capsys.disabled():
                print(
                    f"\nred control, {sabotage}: found after {tally.steps} steps, shrunk to {len(shortest)}: {str(error)[:100]}"
                )
            return
        episode += 1
    raise AssertionError("nothing was found")
