"""Finance takes a posting back: one asks, another decides."""

from random import Random

from accounts.roles import Role
from billing.ledger.actions import approve_correction, refuse_correction, request_correction
from billing.ledger.models import Transaction
from tests.model.books.rows import Correction
from tests.model.steps.world import Deed, World, deed, one_of, reason, step

FINANCE = (Role.FINANCE, Role.FINANCE_LEAD)
CHARGED = "chargeback:"


@step(3)
def ask_correction(world: World, dice: Random) -> Deed | None:
    """Of a claim, a delivery or an offset; that of a charge is refused: it is put right where it was made."""
    keys, actor, why = _correctable(world), world.office[dice.choice(FINANCE)], reason(dice)
    if not keys:
        return None
    key = CHARGED if world.books.charges and dice.random() < 0.1 else dice.choice(keys)

    def act() -> Correction:
        found = Transaction.objects.filter(business_key__startswith=key).order_by("business_key")[0]
        return request_correction(found.pk, acting_user=actor, reason=why)  # type: ignore[return-value]

    return deed(
        f"ask to take back {key}",
        actor,
        act,
        lambda row: world.books.ask_correction(row and row.pk, key, actor.name, why),
    )


def _correctable(world: World) -> list[str]:
    """The keys that model and product share: of a difference after a dispute the model does not know it."""
    return [key for key in world.books.postings if ":dispute:" not in key]


@step(4)
def decide_correction(world: World, dice: Random) -> Deed | None:
    row: Correction | None = one_of(world.books.corrections, dice, lambda row: row.status == "requested")
    if row is None:
        return None
    others = [role for role in FINANCE if world.office[role].name != row.asked_by]
    actor = world.office[dice.choice(others * 5 + list(FINANCE))]
    if dice.random() < 0.8:
        return deed(
            f"{actor.name} posts a correction",
            actor,
            lambda: approve_correction(row.key, acting_user=actor),
            lambda _: world.books.decide_correction(row, actor.name, post=True),
        )
    return deed(
        f"{actor.name} refuses a correction",
        actor,
        lambda: refuse_correction(row.key, acting_user=actor, reason="no"),
        lambda _: world.books.decide_correction(row, actor.name, post=False),
    )
