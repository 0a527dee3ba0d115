"""Payment batches, and what the bank says of them."""

from collections.abc import Sequence
from random import Random
from typing import Any

from accounts.roles import Role
from billing.settlement.models import PaymentLine
from billing.settlement.payments.actions import cancel_batch, collect_batch, release_batch
from billing.settlement.payments.answers import read_bank_answer
from tests.model.books.rows import Batch, Payment
from tests.model.steps.months import statement_key
from tests.model.steps.world import Deed, World, deed, one_of, step

HEADER = "reference,result,reason,bank_reference"


def a_batch(world: World, dice: Random, *statuses: str) -> Batch | None:
    """Choose a batch, mostly in one of these states."""
    found: Batch | None = one_of(world.books.batches, dice, lambda batch: batch.status in statuses)
    return found


@step(16)
def collect(world: World, dice: Random) -> Deed | None:
    rows, actor = list(world.books.statements.values()), world.office[Role.FINANCE]
    first = one_of(rows, dice, lambda row: row.status == "confirmed" and row.invoice == "accepted")
    if first is None:
        return None
    others = [row for row in rows if row is not first]
    chosen = [first, *dice.sample(others, min(len(others), dice.choice([0, 0, 1, 2])))]
    return deed(
        f"collect {len(chosen)} statements",
        actor,
        lambda: collect_batch([statement_key(row) for row in chosen], acting_user=actor),
        lambda batch: world.books.collect(batch and batch.pk, chosen, actor.name),
    )


@step(1)
def give_up_batch(world: World, dice: Random) -> Deed | None:
    batch, actor = a_batch(world, dice, "draft"), world.office[Role.FINANCE]
    if batch is None:
        return None
    return deed(
        "cancel a batch",
        actor,
        lambda: cancel_batch(batch.key, acting_user=actor),
        lambda _: world.books.cancel_batch(batch),
    )


@step(10)
def release(world: World, dice: Random) -> Deed | None:
    batch = a_batch(world, dice, "draft")
    if batch is None:
        return None
    actor = world.office[dice.choice([Role.FINANCE_LEAD] * 5 + [Role.FINANCE])]
    return deed(
        f"{actor.name} releases a batch",
        actor,
        lambda: release_batch(batch.key, acting_user=actor),
        lambda _: world.books.release(batch, actor.name),
    )


@step(10)
def bank_answers(world: World, dice: Random) -> Deed | None:
    """All or some of a batch's payments; one that was answered before is mostly answered as before."""
    batch, actor = a_batch(world, dice, "released"), world.office[Role.FINANCE]
    if batch is None:
        return None
    told = dice.sample(batch.payments, dice.randint(1, len(batch.payments)))
    said = [(one, one.status == "paid" or (one.status == "sent" and dice.random() < 0.7)) for one in told]
    if dice.random() < 0.05:
        said = [(one, not is_paid) for one, is_paid in said]
    return deed(
        f"the bank says {[is_paid for _, is_paid in said]}",
        actor,
        lambda: read_bank_answer(batch.key, answer_file(batch, said), name="answer.csv", acting_user=actor),
        lambda _: world.books.hear(batch, said),
    )


def answer_file(batch: Batch, said: Sequence[tuple[Payment, bool]]) -> bytes:
    """Return the bank's file; the same answers are the same bytes."""
    lines: dict[Any, str] = {line.statement_id: line.reference for line in PaymentLine.objects.filter(batch=batch.key)}
    rows = [
        f"{lines[statement_key(one.statement)]},{'accepted,,B-1' if is_paid else 'rejected,account closed,'}"
        for one, is_paid in said
    ]
    return "\n".join([HEADER, *rows]).encode()
