"""Old parts: labels, the way back, the check, and the day on which one should have been here."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from accounts.roles import Role
from billing.oldparts.actions import (
    Way,
    confirm_part,
    dispose_part,
    miss_part,
    receive_part,
    reject_part,
    ship_parts,
    waive_part,
)
from billing.oldparts.choices import Disposal
from billing.oldparts.models import OldPart
from billing.oldparts.subscribers import mark_overdue
from common.deadlines.models import Deadline
from common.history.relay import deliver_pending
from tenants.registry.standing import at_head_office
from tests.model.books.parts import CHECKED_FROM
from tests.model.books.rows import Part
from tests.model.steps.world import Deed, World, deed, one_of, reason, step

CHECKS: dict[str, Callable[..., Any]] = {
    "confirmed": confirm_part,
    "rejected": reject_part,
    "missing": miss_part,
    "waived": waive_part,
}


def a_part(world: World, dice: Random, *statuses: str) -> Part | None:
    """Choose a part, mostly in one of these states."""
    found: Part | None = one_of(list(world.books.parts.values()), dice, lambda part: part.status in statuses)
    return found


def part_key(part: Part) -> UUID:
    """Return the key of its row: the model knows it by its line."""
    key: UUID = OldPart.objects.only("id").get(line=part.line.key).pk
    return key


@step(10)
def relay(world: World, dice: Random) -> Deed | None:
    """Hand out the events; a crash in it is the relay's own affair, which its tests show."""
    return Deed("relay", at_head_office, lambda: deliver_pending(1_000), lambda _: world.books.relay(), may_crash=False)


@step(10)
def ship(world: World, dice: Random) -> Deed | None:
    first = a_part(world, dice, "labelled")
    if first is None:
        return None
    code = first.claim.station
    others = [
        part
        for part in world.books.parts.values()
        if part.claim.station == code and part.status == "labelled" and part is not first
    ]
    parts = [first, *dice.sample(others, min(len(others), dice.randrange(3)))]
    clerk = world.people[code, Role.PARTS]
    return deed(
        f"ship {len(parts)}",
        clerk,
        lambda: ship_parts([part_key(part) for part in parts], carrier="SF", acting_user=clerk),
        lambda _: world.books.ship(parts),
    )


@step(14)
def receive(world: World, dice: Random) -> Deed | None:
    part, actor = a_part(world, dice, "shipped", "missing"), world.office[Role.FINAL_REVIEWER]
    if part is None:
        return None

    def act() -> Any:
        label = OldPart.objects.get(line=part.line.key).label_code
        return receive_part(label, acting_user=actor)

    return deed("receive", actor, act, lambda _: world.books.receive(part))


@step(20)
def check_part(world: World, dice: Random) -> Deed | None:
    to = dice.choice(["confirmed"] * 5 + ["rejected", "rejected", "missing", "waived"])
    part, actor = a_part(world, dice, *CHECKED_FROM[to]), world.office[Role.FINAL_REVIEWER]
    if part is None:
        return None
    why = reason(dice)
    words = {} if to == "confirmed" else {"reason": why}
    return deed(
        f"part {to}",
        actor,
        lambda: CHECKS[to](part_key(part), acting_user=actor, **words),
        lambda _: world.books.check(part, to, why),
    )


@step(4)
def let_return_limit_pass(world: World, dice: Random) -> Deed | None:
    """What the poller does at the end of a part's last day; the model is not told how late it is, only that it comes."""
    part = a_part(world, dice, "labelled", "shipped")
    if part is None:
        return None
    return Deed(
        "the return limit passes",
        at_head_office,
        lambda: mark_overdue(Deadline(subject_id=part_key(part))),
        lambda _: world.books.let_return_limit_pass(part),
    )


@step(1)
def dispose(world: World, dice: Random) -> Deed | None:
    part, actor = a_part(world, dice, "confirmed", "rejected"), world.office[Role.FINAL_REVIEWER]
    if part is None:
        return None
    return deed(
        "dispose",
        actor,
        lambda: dispose_part(part_key(part), way=Way(Disposal.KEPT), acting_user=actor),
        lambda _: world.books.dispose(part),
    )
