"""The station's claim: prepare, edit, hand in, put away."""

from random import Random
from typing import Any

from django.db import transaction

from accounts.roles import Role
from billing.claims.actions import LineEdit, cancel_claim, edit_claim, prepare_claim, sign_and_submit
from billing.claims.choices import LineKind
from billing.claims.models import ClaimLine
from tests.conftest import standing
from tests.model.books.rows import Claim, Line
from tests.model.steps.world import Deed, World, deed, one_of, reason, step

EDITABLE = ("draft", "returned")


def a_claim(world: World, dice: Random, *statuses: str) -> Claim | None:
    """Choose a claim, mostly in one of these states."""
    found: Claim | None = one_of(list(world.books.claims.values()), dice, lambda claim: claim.status in statuses)
    return found


@step(10)
def prepare(world: World, dice: Random) -> Deed | None:
    if not world.orders:
        return None
    place = dice.randrange(len(world.orders))
    code, order = world.orders[place]
    clerk = world.people[code, Role.APPRAISER]

    def learn(claim: Any) -> str:
        del world.orders[place]
        with standing(clerk), transaction.atomic():
            lines = list(ClaimLine.objects.filter(claim=claim).order_by("position"))
        return world.books.prepare(claim.pk, code, [(line.pk, line.kind == "part") for line in lines])

    return deed(f"prepare {code}", clerk, lambda: prepare_claim(order, acting_user=clerk), learn)


@step(3)
def edit(world: World, dice: Random) -> Deed | None:
    claim = a_claim(world, dice, *EDITABLE)
    if claim is None:
        return None
    clerk = world.people[claim.station, Role.APPRAISER]
    minors = [dice.choice([line.claimed, dice.randint(0, 90_000)]) for line in claim.lines]
    edits = [as_edit(line, minor) for line, minor in zip(claim.lines, minors, strict=True)]
    return deed(
        f"edit {minors}",
        clerk,
        lambda: edit_claim(claim.key, lines=edits, acting_user=clerk),
        lambda _: world.books.edit(claim, minors),
    )


def as_edit(line: Line, minor: int) -> LineEdit:
    """Return the line with another price."""
    if line.is_part:
        return LineEdit(LineKind.PART, minor, line.key, name="x", part_number="612600", is_causal=True)
    return LineEdit(LineKind.OTHER, minor, line.key, name="x")


@step(12)
def submit(world: World, dice: Random) -> Deed | None:
    claim, answer = a_claim(world, dice, *EDITABLE), reason(dice)
    if claim is None:
        return None
    signer = world.people[claim.station, Role.APPRAISER]
    return deed(
        f"submit, answer {answer!r}",
        signer,
        lambda: sign_and_submit(claim.key, answer=answer, acting_user=signer),
        lambda _: world.books.submit(claim, answer),
    )


@step(1)
def cancel(world: World, dice: Random) -> Deed | None:
    claim = a_claim(world, dice, *EDITABLE)
    if claim is None:
        return None
    clerk = world.people[claim.station, Role.APPRAISER]
    return deed(
        "cancel", clerk, lambda: cancel_claim(claim.key, acting_user=clerk), lambda _: world.books.cancel(claim)
    )
