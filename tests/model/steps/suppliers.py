"""Suppliers answer, a disputed part is looked at again, money comes in."""

from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.actions import (
    accept_by_limit,
    accept_chargeback,
    ask_to_take_back,
    book_payment,
    confirm_reversals,
    dispute_chargeback,
    resolve_dispute,
)
from billing.chargeback.models import Chargeback
from billing.oldparts.actions.reinspect import Finding
from billing.oldparts.actions.reinspect import reinspect as reinspect_part
from billing.oldparts.choices import Verdict
from common.clock import now
from tenants.registry.standing import at_head_office
from tests.model.books.rows import Charge
from tests.model.steps.world import Deed, World, deed, one_of, reason, step


def a_charge(world: World, dice: Random, *statuses: str) -> Charge | None:
    """Choose a charge, mostly in one of these states."""
    found: Charge | None = one_of(world.books.charges, dice, lambda charge: charge.status in statuses)
    return found


def charge_key(charge: Charge) -> UUID:
    """Return the key of a row in the charge's state: the model's charges have none, and rows that are alike in everything may stand for one."""
    rows = Chargeback.objects.filter(
        line_id=charge.line.key,
        supplier__code=charge.supplier,
        amount_minor=charge.amount,
        paid_minor=charge.paid,
        resolved_minor=charge.resolved,
        status=charge.status,
    )
    key: UUID = rows.order_by("pk").values_list("pk", flat=True)[0]
    return key


@step(3)
def accept(world: World, dice: Random) -> Deed | None:
    charge = a_charge(world, dice, "raised")
    if charge is None:
        return None
    actor = world.suppliers[charge.supplier]
    return deed(
        "accept",
        actor,
        lambda: accept_chargeback(charge_key(charge), acting_user=actor),
        lambda _: world.books.accept(charge),
    )


@step(5)
def dispute(world: World, dice: Random) -> Deed | None:
    charge, why = a_charge(world, dice, "raised"), reason(dice)
    if charge is None:
        return None
    actor, late = world.suppliers[charge.supplier], [False]

    def act() -> Any:
        row = Chargeback.objects.get(pk=charge_key(charge))
        late.append(row.status == "raised" and bool(row.answer_due_at and row.answer_due_at <= now()))
        return dispute_chargeback(row.pk, reason=why, acting_user=actor)

    return deed("dispute", actor, act, lambda _: world.books.dispute(charge, why, too_late=late[-1]))


@step(1)
def let_limit_pass(world: World, dice: Random) -> Deed | None:
    charge = a_charge(world, dice, "raised")
    if charge is None:
        return None
    return Deed(
        "answer limit passes",
        at_head_office,
        lambda: accept_by_limit(charge_key(charge)),
        lambda _: world.books.let_limit_pass(charge),
    )


@step(3)
def resolve(world: World, dice: Random) -> Deed | None:
    charge, actor = a_charge(world, dice, "disputed"), world.office[Role.FINAL_REVIEWER]
    if charge is None:
        return None
    minor = dice.choice([charge.amount, 0, dice.randint(0, charge.amount), charge.amount + 1])
    return deed(
        f"resolve {minor} of {charge.amount}",
        actor,
        lambda: resolve_dispute(charge_key(charge), amount_minor=minor, reason="seen", acting_user=actor),
        lambda _: world.books.resolve(charge, minor),
    )


@step(7)
def reinspect(world: World, dice: Random) -> Deed | None:
    """The whole chain: the claim's line, the disputed charge, the other suppliers' charges, and the ledger of all."""
    charge, words, actor = a_charge(world, dice, "disputed"), reason(dice), world.office[Role.FINAL_REVIEWER]
    if charge is None:
        return None
    verdict = dice.choice(list(Verdict))
    final, minor = found(verdict, charge, dice)

    def act() -> Any:
        finding = Finding(verdict, words, final, minor)
        return reinspect_part(charge_key(charge), finding=finding, acting_user=actor)

    return deed(
        f"reinspect, {verdict.value}: line {final}, charge {minor}",
        actor,
        act,
        lambda _: world.books.reinspect(charge, verdict.value, final, minor, words),
    )


def found(verdict: Verdict, charge: Charge, dice: Random) -> tuple[int, int]:
    """Return amounts that mostly fit the verdict: what the line is worth, and what is due for it."""
    line, due, claimed = charge.line.final or 0, charge.due, charge.line.claimed
    lower, higher = dice.randint(0, max(line - 1, 0)), dice.randint(min(line + 1, claimed), claimed + 1)
    usual = {
        Verdict.UPHELD: (line, due),
        Verdict.PARTLY: (line, due // 2),
        Verdict.NOT_SUPPLIER: (line, 0),
        Verdict.NOT_WARRANTY: (lower, dice.choice([0, min(due, lower // 3), due])),
        Verdict.RAISED: (higher, dice.choice([due, due + (higher - line) // 3])),
    }
    return usual[verdict] if dice.random() < 0.95 else usual[dice.choice(list(Verdict))]


@step(2)
def supplier_pays(world: World, dice: Random) -> Deed | None:
    charge, actor = a_charge(world, dice, "accepted", "resolved", "unpaid"), world.office[Role.FINANCE]
    if charge is None:
        return None
    return deed(
        "supplier pays",
        actor,
        lambda: book_payment(charge_key(charge), bank_reference="B-1", acting_user=actor),
        lambda _: world.books.book_payment(charge),
    )


@transaction.atomic
def taken_back(key: UUID, why: str, finance: Actor, lead: Actor) -> Chargeback:
    """Let one ask and another confirm."""
    asked = ask_to_take_back([key], reason=why, acting_user=finance)
    return confirm_reversals([asked[0].pk], acting_user=lead)[0].chargeback


@step(1)
def receipt_taken_back(world: World, dice: Random) -> Deed | None:
    charge, why, actor = a_charge(world, dice, "paid", "cancelled"), reason(dice), world.office[Role.FINANCE]
    if charge is None:
        return None
    return deed(
        "receipt taken back",
        actor,
        lambda: taken_back(charge_key(charge), why, actor, world.office[Role.FINANCE_LEAD]),
        lambda _: world.books.take_receipt_back(charge, why),
    )
