"""Debts and offsets of the first station."""

from random import Random
from typing import Any

from accounts.roles import Role
from billing.settlement.debts.actions import Delivery, book_receivable
from billing.settlement.debts.choices import Debt
from billing.settlement.models import Offset as OffsetRow
from billing.settlement.offsets.actions import confirm_offset, request_offset, withdraw_offset
from billing.settlement.offsets.choices import Party
from common.clock import now
from tests.model.books.rows import Offset
from tests.model.steps.world import Deed, World, deed, one_of, step
from tests.world import HOME


@step(3)
def owe(world: World, dice: Random) -> Deed | None:
    debt, minor, actor = dice.choice(list(Debt)), dice.randint(1, 60_000), world.office[Role.FINANCE]
    delivery = Delivery(world.stations[HOME], debt, f"D-{dice.getrandbits(60)}", world.books.today, minor)
    return deed(
        f"owe {minor}",
        actor,
        lambda: book_receivable(delivery, acting_user=actor),
        lambda _: world.books.owe(delivery.document_number, HOME, debt.account.value, debt.income.value, minor),
    )


@step(4)
def ask_offset(world: World, dice: Random) -> Deed | None:
    debt, actor = dice.choice(list(Debt)), world.office[Role.FINANCE]
    limit = max(world.books.offset_limit(HOME, debt.account.value), 0)
    minor = dice.choice([limit, dice.randint(0, limit), limit + 1])
    return deed(
        f"ask for an offset of {minor}",
        actor,
        lambda: request_offset(world.stations[HOME], debt=debt, amount_minor=minor, acting_user=actor),
        lambda row: world.books.ask_offset(row and row.pk, HOME, debt.account.value, minor),
    )


def an_offset(world: World, dice: Random) -> Offset | None:
    """Choose an offset, mostly one that waits."""
    found: Offset | None = one_of(list(world.books.offsets.values()), dice, lambda one: one.status == "requested")
    return found


@step(14)
def agree(world: World, dice: Random) -> Deed | None:
    offset = an_offset(world, dice)
    if offset is None:
        return None
    party = one_of(list(Party), dice, lambda one: one.value not in offset.agreed) or Party.STATION
    actor, late = world.parties[party], [False]

    def act() -> Any:
        row = OffsetRow.objects.get(pk=offset.key)
        late.append(row.status == "requested" and row.expires_at <= now())
        return confirm_offset(row.pk, party=party, acting_user=actor)

    return deed(
        f"{party.value} agrees",
        actor,
        act,
        lambda _: world.books.agree(offset, party.value, len(Party), too_late=late[-1]),
    )


@step(1)
def withdraw(world: World, dice: Random) -> Deed | None:
    offset, actor = an_offset(world, dice), world.office[Role.FINANCE]
    if offset is None:
        return None
    return deed(
        "withdraw an offset",
        actor,
        lambda: withdraw_offset(offset.key, acting_user=actor),
        lambda _: world.books.withdraw(offset),
    )
