"""The two reviews at head office, sending back, and reopening."""

from collections.abc import Mapping
from random import Random
from typing import Any

from accounts.roles import Role
from billing.claims.actions import LineDecision, decide_final_review, decide_first_review, reopen_claim, return_claim
from tests.model.books.claims import FAILED
from tests.model.books.rows import Claim
from tests.model.steps.world import Deed, World, amounts, deed, one_of, reason, step


def office_claim(world: World, dice: Random, *statuses: str) -> Claim | None:
    """A claim that head office sees: a draft is the station's."""
    rows = [claim for claim in world.books.claims.values() if claim.status not in ("draft", "cancelled")]
    found: Claim | None = one_of(rows, dice, lambda claim: claim.status in statuses)
    return found


def decisions(given: Mapping[Any, int], reasons: bool) -> list[LineDecision]:
    """Return what a reviewer enters, line by line."""
    return [LineDecision(key, minor, "other" if reasons else "") for key, minor in given.items()]


@step(3)
def send_back(world: World, dice: Random) -> Deed | None:
    claim, question, actor = office_claim(world, dice, "submitted"), reason(dice), world.office[Role.CLAIMS_REVIEWER]
    if claim is None:
        return None
    return deed(
        "return with a question",
        actor,
        lambda: return_claim(claim.key, question=question, acting_user=actor),
        lambda _: world.books.send_back(claim, question),
    )


@step(14)
def first_review(world: World, dice: Random) -> Deed | None:
    claim, actor = office_claim(world, dice, "submitted"), world.office[Role.CLAIMS_REVIEWER]
    if claim is None:
        return None
    given, reasons = amounts([line.claimed for line in claim.lines], dice), dice.random() < 0.95
    told = decisions({line.key: minor for line, minor in zip(claim.lines, given, strict=True)}, reasons)
    return deed(
        f"first review {given}",
        actor,
        lambda: decide_first_review(claim.key, decisions=told, acting_user=actor),
        lambda _: world.books.first_review(claim, given, reasons=reasons),
    )


@step(20)
def final_review(world: World, dice: Random) -> Deed | None:
    """Of a claim between its reviews, or of the lines that were held when the others were paid."""
    rows = [claim for claim in world.books.claims.values() if claim.status not in ("draft", "cancelled")]
    claim: Claim | None = one_of(rows, dice, lambda claim: bool(world.books.open_lines(claim)))
    if claim is None:
        return None
    actor, is_open = world.office[Role.FINAL_REVIEWER], dice.random() < 0.95
    lines = (world.books.open_lines(claim) if is_open else []) or claim.lines
    limits = [0 if line.part in FAILED and dice.random() < 0.9 else line.approved or 0 for line in lines]
    minors, reasons = amounts(limits, dice), dice.random() < 0.95
    given = {line.key: minor for line, minor in zip(lines, minors, strict=True)}
    return deed(
        f"final review {minors}",
        actor,
        lambda: decide_final_review(claim.key, decisions=decisions(given, reasons), acting_user=actor),
        lambda _: world.books.final_review(claim, given, reasons=reasons),
    )


@step(2)
def reopen(world: World, dice: Random) -> Deed | None:
    claim, why = office_claim(world, dice, "settled", "rejected", "awaiting_parts"), reason(dice)
    if claim is None:
        return None
    actor = world.office[Role.FINAL_REVIEWER]
    return deed(
        "reopen",
        actor,
        lambda: reopen_claim(claim.key, reason=why, acting_user=actor),
        lambda _: world.books.reopen(claim, why),
    )
