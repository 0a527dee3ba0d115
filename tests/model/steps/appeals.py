"""A station's appeal against a cut."""

from random import Random

from accounts.roles import Role
from billing.claims.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from tests.model.books.rows import Appeal, Line
from tests.model.steps.claims import a_claim
from tests.model.steps.reviews import decisions
from tests.model.steps.world import Deed, World, deed, one_of, reason, step

DECIDED = ("rejected", "awaiting_parts", "first_reviewed", "settled")


@step(6)
def appeal(world: World, dice: Random) -> Deed | None:
    claim, why = a_claim(world, dice, *DECIDED), reason(dice)
    if claim is None:
        return None
    manager = world.people[claim.station, Role.STATION_MANAGER]
    return deed(
        "appeal",
        manager,
        lambda: file_appeal(claim.key, reason=why, acting_user=manager),
        lambda row: world.books.file_appeal(row and row.pk, claim, why),
    )


def an_appeal(world: World, dice: Random) -> Appeal | None:
    """Choose an appeal, mostly one that waits."""
    found: Appeal | None = one_of(list(world.books.appeals.values()), dice, lambda row: row.status == "filed")
    return found


@step(5)
def answer_appeal(world: World, dice: Random) -> Deed | None:
    row, answer, actor = an_appeal(world, dice), reason(dice), world.office[Role.CUSTOMER_SERVICE_MANAGER]
    if row is None or row.claim.status == "cancelled":  # the appeal is long over: head office does not see the claim
        return None
    given = [on_appeal(line, dice) for line in row.claim.lines]
    seen = row.decided if dice.random() < 0.2 else row.claim.given
    told = decisions({line.key: minor for line, minor in zip(row.claim.lines, given, strict=True)}, reasons=False)
    return deed(
        f"answer the appeal with {given}",
        actor,
        lambda: decide_appeal(row.key, decisions=told, answer=answer, seen_minor=seen, acting_user=actor),
        lambda _: world.books.decide_appeal(row, given, answer, seen),
    )


def on_appeal(line: Line, dice: Random) -> int:
    """Return what a line gets: as before, all, something between, or rarely less or more than may be."""
    between = dice.randint(min(line.given, line.claimed), line.claimed)
    usual = dice.choice([line.given, line.given, line.claimed, between])
    return dice.choice([line.given - 1, line.claimed + 1]) if dice.random() < 0.05 else usual


@step(1)
def withdraw_the_appeal(world: World, dice: Random) -> Deed | None:
    row = an_appeal(world, dice)
    if row is None:
        return None
    manager = world.people[row.claim.station, Role.STATION_MANAGER]
    return deed(
        "withdraw an appeal",
        manager,
        lambda: withdraw_appeal(row.key, acting_user=manager),
        lambda _: world.books.withdraw_appeal(row),
    )
