"""The steps: each chooses something to do by its dice, and gives both what the product is asked and what the model answers.

To teach the model a new action: a verb in `books.py`, a function here with `@step(weight)`, and, if it has a state of its own, a line in
the views of both. A step may be one that has to be refused: wrong states, wrong amounts and missing reasons are tried on purpose.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.actions import (
    accept_by_limit,
    accept_chargeback,
    book_payment,
    dispute_chargeback,
    resolve_dispute,
)
from billing.chargeback.models import Chargeback
from billing.claims.actions import (
    LineDecision,
    LineEdit,
    cancel_claim,
    decide_final_review,
    decide_first_review,
    edit_claim,
    prepare_claim,
    reopen_claim,
    return_claim,
    sign_and_submit,
)
from billing.claims.actions.amend import amend_by_dispute
from billing.claims.models import ClaimLine
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
from billing.settlement.actions import carry_forward, confirm_statement
from billing.settlement.closing import issue_statement
from billing.settlement.debts.actions import Delivery, book_receivable
from billing.settlement.debts.choices import Debt
from billing.settlement.disputing import answer_dispute, dispute_statement
from billing.settlement.models import Dispute, Offset, Statement
from billing.settlement.offsets.actions import confirm_offset, request_offset, withdraw_offset
from billing.settlement.offsets.choices import Party
from common.clock import now
from common.history.relay import deliver_pending
from tenants.registry.standing import at_head_office
from tests.conftest import standing
from tests.model.books import Books, Charge, Claim, Part
from tests.world import HOME, RIVAL


@dataclass
class World:
    """Who acts, what there is to claim, and the model."""

    books: Books
    office: dict[Role, Actor]
    people: dict[tuple[str, Role], Actor]
    suppliers: dict[str, Actor]
    parties: dict[Party, Actor]  # of the first station's offsets
    stations: dict[str, UUID]
    orders: list[tuple[str, UUID]]  # repair orders that have no claim yet
    move_clock: Callable[[timedelta], None]


@dataclass(frozen=True)
class Deed:
    """What is about to happen: where one stands, what the product is asked, what the model answers. `learn` tells the model the keys."""

    said: str
    stand: Callable[[], AbstractContextManager[Any]]
    act: Callable[[], Any]
    expect: Callable[[Any], str]
    may_crash: bool = True


Step = Callable[[World, Random], Deed | None]
STEPS: list[tuple[str, int, Step]] = []


def step(weight: int) -> Callable[[Step], Step]:
    """Register the function below as a step that is taken so often."""

    def register(function: Step) -> Step:
        STEPS.append((function.__name__, weight, function))
        return function

    return register


# ------------------------------------------------------------------------------------------ choosing


def one_of(rows: Sequence[Any], dice: Random, fitting: Callable[[Any], bool]) -> Any:
    """Choose a row, nine times of ten one that fits."""
    good = [row for row in rows if fitting(row)]
    return dice.choice(good) if good and dice.random() < 0.9 else dice.choice(rows) if rows else None


def a_claim(world: World, dice: Random, *statuses: str) -> Claim | None:
    found: Claim | None = one_of(list(world.books.claims.values()), dice, lambda claim: claim.status in statuses)
    return found


def reason(dice: Random) -> str:
    return "" if dice.random() < 0.05 else "because"


def amounts(limits: Sequence[int], dice: Random) -> list[int]:
    """Return full, cut, nothing, or (rarely) too much for each line."""
    mood = dice.random()
    if mood < 0.5:
        return list(limits)
    if mood < 0.6:
        return [0 for _ in limits]
    if mood < 0.65:
        return [limit + 1 for limit in limits]
    return [dice.choice([limit, 0, dice.randint(0, limit)]) for limit in limits]


def decisions(claim: Claim, given: Sequence[int], reasons: bool) -> list[LineDecision]:
    code = "other" if reasons else ""
    return [LineDecision(line.key, minor, code) for line, minor in zip(claim.lines, given, strict=True)]


def as_office(world: World, role: Role) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: standing(world.office[role])


def at_home(world: World, code: str, role: Role) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: standing(world.people[code, role])


# ------------------------------------------------------------------------------------------ the station's claim


@step(10)
def prepare(world: World, dice: Random) -> Deed | None:
    if not world.orders:
        return None
    place = dice.randrange(len(world.orders))
    code, order = world.orders[place]
    clerk = world.people[code, Role.APPRAISER]

    def learn(claim: Any) -> str:
        del world.orders[place]
        with at_home(world, code, Role.APPRAISER)(), transaction.atomic():
            lines = list(ClaimLine.objects.filter(claim=claim).order_by("position"))
        return world.books.prepare(claim.pk, code, [(line.pk, line.kind == "part") for line in lines])

    return Deed(
        f"prepare {code}", at_home(world, code, Role.APPRAISER), lambda: prepare_claim(order, acting_user=clerk), learn
    )


@step(3)
def edit(world: World, dice: Random) -> Deed | None:
    claim = a_claim(world, dice, "draft", "returned")
    if claim is None:
        return None
    clerk = world.people[claim.station, Role.APPRAISER]
    minors = [dice.choice([line.claimed, dice.randint(0, 90_000)]) for line in claim.lines]
    edits = [
        LineEdit(
            "part" if line.is_part else "other",
            minor,
            line.key,
            name="x",
            part_number="612600" if line.is_part else "",
            is_causal=line.is_part,
        )  # type: ignore[arg-type]
        for line, minor in zip(claim.lines, minors, strict=True)
    ]
    return Deed(
        f"edit {minors}",
        at_home(world, claim.station, Role.APPRAISER),
        lambda: edit_claim(claim.key, lines=edits, acting_user=clerk),
        lambda _: world.books.edit(claim, minors),
    )


@step(12)
def submit(world: World, dice: Random) -> Deed | None:
    claim, answer = a_claim(world, dice, "draft", "returned"), reason(dice)
    if claim is None:
        return None
    signer = world.people[claim.station, Role.APPRAISER]
    return Deed(
        f"submit, answer {answer!r}",
        at_home(world, claim.station, Role.APPRAISER),
        lambda: sign_and_submit(claim.key, answer=answer, acting_user=signer),
        lambda _: world.books.submit(claim, answer),
    )


@step(1)
def cancel(world: World, dice: Random) -> Deed | None:
    claim = a_claim(world, dice, "draft", "returned")
    if claim is None:
        return None
    clerk = world.people[claim.station, Role.APPRAISER]
    return Deed(
        "cancel",
        at_home(world, claim.station, Role.APPRAISER),
        lambda: cancel_claim(claim.key, acting_user=clerk),
        lambda _: world.books.cancel(claim),
    )


# ------------------------------------------------------------------------------------------ the reviews


def office_claim(world: World, dice: Random, *statuses: str) -> Claim | None:
    """A claim that head office sees: a draft is the station's."""
    rows = [claim for claim in world.books.claims.values() if claim.status not in ("draft", "cancelled")]
    found: Claim | None = one_of(rows, dice, lambda claim: claim.status in statuses)
    return found


@step(3)
def send_back(world: World, dice: Random) -> Deed | None:
    claim, question = office_claim(world, dice, "submitted"), reason(dice)
    if claim is None:
        return None
    return Deed(
        "return with a question",
        as_office(world, Role.CLAIMS_REVIEWER),
        lambda: return_claim(claim.key, question=question, acting_user=world.office[Role.CLAIMS_REVIEWER]),
        lambda _: world.books.send_back(claim, question),
    )


@step(12)
def first_review(world: World, dice: Random) -> Deed | None:
    claim = office_claim(world, dice, "submitted")
    if claim is None:
        return None
    given, reasons = amounts([line.claimed for line in claim.lines], dice), dice.random() < 0.95
    return Deed(
        f"first review {given}",
        as_office(world, Role.CLAIMS_REVIEWER),
        lambda: decide_first_review(
            claim.key, decisions=decisions(claim, given, reasons), acting_user=world.office[Role.CLAIMS_REVIEWER]
        ),
        lambda _: world.books.first_review(claim, given, reasons=reasons),
    )


@step(12)
def final_review(world: World, dice: Random) -> Deed | None:
    claim = office_claim(world, dice, "first_reviewed")
    if claim is None:
        return None
    limits = [
        0 if line.part in ("rejected", "missing") and dice.random() < 0.9 else line.approved or 0
        for line in claim.lines
    ]
    given, reasons = amounts(limits, dice), dice.random() < 0.95
    return Deed(
        f"final review {given}",
        as_office(world, Role.FINAL_REVIEWER),
        lambda: decide_final_review(
            claim.key, decisions=decisions(claim, given, reasons), acting_user=world.office[Role.FINAL_REVIEWER]
        ),
        lambda _: world.books.final_review(claim, given, reasons=reasons),
    )


@step(4)
def reopen(world: World, dice: Random) -> Deed | None:
    claim, why = office_claim(world, dice, "settled", "rejected", "awaiting_parts"), reason(dice)
    if claim is None:
        return None
    return Deed(
        "reopen",
        as_office(world, Role.FINAL_REVIEWER),
        lambda: reopen_claim(claim.key, reason=why, acting_user=world.office[Role.FINAL_REVIEWER]),
        lambda _: world.books.reopen(claim, why),
    )


# ------------------------------------------------------------------------------------------ old parts


@step(8)
def relay(world: World, dice: Random) -> Deed | None:
    """Hand out the events; a crash in it is the relay's own affair, which its tests show."""
    return Deed("relay", at_head_office, lambda: deliver_pending(1_000), lambda _: world.books.relay(), may_crash=False)


@step(8)
def ship(world: World, dice: Random) -> Deed | None:
    first: Part | None = one_of(list(world.books.parts.values()), dice, lambda part: part.status == "labelled")
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

    def act() -> Any:
        return ship_parts([part_key(part) for part in parts], carrier="SF", acting_user=clerk)

    return Deed(f"ship {len(parts)}", at_home(world, code, Role.PARTS), act, lambda _: world.books.ship(parts))


def part_key(part: Part) -> UUID:
    key: UUID = OldPart.objects.only("id").get(line=part.line.key).pk
    return key


@step(10)
def receive(world: World, dice: Random) -> Deed | None:
    part: Part | None = one_of(
        list(world.books.parts.values()), dice, lambda part: part.status in ("shipped", "missing")
    )
    if part is None:
        return None

    def act() -> Any:
        label = OldPart.objects.get(line=part.line.key).label_code
        return receive_part(label, acting_user=world.office[Role.FINAL_REVIEWER])

    return Deed("receive", as_office(world, Role.FINAL_REVIEWER), act, lambda _: world.books.receive(part))


CHECKS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "confirmed": (confirm_part, ("received", "rejected")),
    "rejected": (reject_part, ("received", "confirmed")),
    "missing": (miss_part, ("labelled", "shipped")),
    "waived": (waive_part, ("labelled", "shipped", "missing")),
}


@step(14)
def check_part(world: World, dice: Random) -> Deed | None:
    to = dice.choice(["confirmed"] * 5 + ["rejected", "rejected", "missing", "waived"])
    action, froms = CHECKS[to]
    part: Part | None = one_of(list(world.books.parts.values()), dice, lambda part: part.status in froms)
    if part is None:
        return None
    why = reason(dice)
    words = {} if to == "confirmed" else {"reason": why}
    return Deed(
        f"part {to}",
        as_office(world, Role.FINAL_REVIEWER),
        lambda: action(part_key(part), acting_user=world.office[Role.FINAL_REVIEWER], **words),
        lambda _: world.books.check(part, to, why),
    )


@step(1)
def dispose(world: World, dice: Random) -> Deed | None:
    part: Part | None = one_of(
        list(world.books.parts.values()), dice, lambda part: part.status in ("confirmed", "rejected")
    )
    if part is None:
        return None
    return Deed(
        "dispose",
        as_office(world, Role.FINAL_REVIEWER),
        lambda: dispose_part(part_key(part), way=Way(Disposal.KEPT), acting_user=world.office[Role.FINAL_REVIEWER]),
        lambda _: world.books.dispose(part),
    )


# ------------------------------------------------------------------------------------------ suppliers


def a_charge(world: World, dice: Random, *statuses: str) -> Charge | None:
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
    return Deed(
        "accept",
        lambda: standing(actor),
        lambda: accept_chargeback(charge_key(charge), acting_user=actor),
        lambda _: world.books.accept(charge),
    )


@step(4)
def dispute(world: World, dice: Random) -> Deed | None:
    charge, why = a_charge(world, dice, "raised"), reason(dice)
    if charge is None:
        return None
    actor, late = world.suppliers[charge.supplier], []

    def act() -> Any:
        row = Chargeback.objects.get(pk=charge_key(charge))
        late.append(row.status == "raised" and bool(row.answer_due_at and row.answer_due_at <= now()))
        return dispute_chargeback(row.pk, reason=why, acting_user=actor)

    return Deed(
        "dispute",
        lambda: standing(actor),
        act,
        lambda _: world.books.dispute(charge, why, too_late=late[-1]),
    )


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


@step(4)
def resolve(world: World, dice: Random) -> Deed | None:
    charge = a_charge(world, dice, "disputed")
    if charge is None:
        return None
    minor = dice.choice([charge.amount, 0, dice.randint(0, charge.amount), charge.amount + 1])
    return Deed(
        f"resolve {minor} of {charge.amount}",
        as_office(world, Role.FINAL_REVIEWER),
        lambda: resolve_dispute(
            charge_key(charge), amount_minor=minor, reason="seen", acting_user=world.office[Role.FINAL_REVIEWER]
        ),
        lambda _: world.books.resolve(charge, minor),
    )


@step(4)
def reinspect(world: World, dice: Random) -> Deed | None:
    """What `billing.oldparts` does after a re-inspection, in one transaction: the claim's line first, then the charge."""
    charge = a_charge(world, dice, "disputed")
    if charge is None:
        return None
    line = charge.line
    final = dice.choice([line.final or 0, 0, line.claimed, dice.randint(0, line.claimed), line.claimed + 1])
    minor = dice.choice([charge.due, 0, final // 3, final // 2])
    actor = world.office[Role.FINAL_REVIEWER]

    def act() -> Any:
        key = charge_key(charge)
        amend_by_dispute(line.key, final_minor=final, dispute_id=key, reason="seen", acting_user=actor)
        return resolve_dispute(key, amount_minor=minor, final_minor=final, reason="seen", acting_user=actor)

    return Deed(
        f"reinspect: line {final}, charge {minor}",
        as_office(world, Role.FINAL_REVIEWER),
        act,
        lambda _: world.books.reinspect(charge, final, minor),
    )


@step(2)
def supplier_pays(world: World, dice: Random) -> Deed | None:
    charge = a_charge(world, dice, "accepted", "resolved")
    if charge is None:
        return None
    return Deed(
        "supplier pays",
        as_office(world, Role.FINANCE),
        lambda: book_payment(charge_key(charge), bank_reference="B-1", acting_user=world.office[Role.FINANCE]),
        lambda _: world.books.book_payment(charge),
    )


# ------------------------------------------------------------------------------------------ the month


@step(2)
def days_pass(world: World, dice: Random) -> Deed | None:
    days = timedelta(days=dice.randint(1, 12))

    def expect(_result: Any) -> str:
        world.books.today += days
        return "ok"

    return Deed(f"{days.days} days pass", at_head_office, lambda: world.move_clock(days), expect, may_crash=False)


@step(4)
def close_month(world: World, dice: Random) -> Deed | None:
    code = dice.choice([HOME, RIVAL])
    last = world.books.today.replace(day=1) - timedelta(days=1)
    month: date = dice.choice([last, last, last, world.books.today]).replace(day=1)
    return Deed(
        f"close {code} {month:%Y-%m}",
        as_office(world, Role.FINANCE),
        lambda: issue_statement(world.stations[code], month, acting_user=world.office[Role.FINANCE]),
        lambda _: world.books.close(code, month),
    )


def statement_step(status: str, said: str, role: Role, act: Callable[..., Any], expect: Callable[..., str]) -> Step:
    def chosen(world: World, dice: Random) -> Deed | None:
        row = one_of(list(world.books.statements.values()), dice, lambda row: row.status == status)
        if row is None:
            return None
        actor = world.office[role] if role in world.office else world.people[row.station, role]

        def run() -> Any:
            key = Statement.objects.only("id").get(station__code=row.station, period=row.month).pk
            return act(key, actor)

        return Deed(
            f"{said} {row.station} {row.month:%Y-%m}", lambda: standing(actor), run, lambda _: expect(world.books, row)
        )

    chosen.__name__ = said.replace(" ", "_")
    return chosen


for weight, args in (
    (
        4,
        (
            "issued",
            "confirm statement",
            Role.STATION_MANAGER,
            lambda key, who: confirm_statement(key, acting_user=who),
            Books.confirm,
        ),
    ),
    (
        1,
        (
            "issued",
            "dispute statement",
            Role.STATION_MANAGER,
            lambda key, who: dispute_statement(key, reason="why", acting_user=who),
            lambda books, row: books.object(row, "why"),
        ),
    ),
    (
        2,
        ("confirmed", "carry forward", Role.FINANCE, lambda key, who: carry_forward(key, acting_user=who), Books.carry),
    ),
):
    step(weight)(statement_step(*args))  # type: ignore[arg-type]


@step(2)
def answer_objection(world: World, dice: Random) -> Deed | None:
    rows = [row for row in world.books.statements.values() if row.status == "disputed"]
    if not rows:
        return None
    row, actor = dice.choice(rows), world.office[Role.FINANCE]

    def act() -> Any:
        found = Dispute.objects.get(statement__station__code=row.station, statement__period=row.month, status="open")
        return answer_dispute(found.pk, granted=False, answer="so", acting_user=actor)

    return Deed("answer a dispute", as_office(world, Role.FINANCE), act, lambda _: world.books.answer(row, "so"))


# ------------------------------------------------------------------------------------------ debts and offsets, of the first station


@step(3)
def owe(world: World, dice: Random) -> Deed | None:
    debt, minor, actor = dice.choice(list(Debt)), dice.randint(1, 60_000), world.office[Role.FINANCE]
    delivery = Delivery(world.stations[HOME], debt, f"D-{dice.getrandbits(60)}", world.books.today, minor)
    return Deed(
        f"owe {minor}",
        as_office(world, Role.FINANCE),
        lambda: book_receivable(delivery, acting_user=actor),
        lambda _: world.books.owe(delivery.document_number, HOME, debt.account.value, debt.income.value, minor),
    )


@step(4)
def ask_offset(world: World, dice: Random) -> Deed | None:
    debt, actor = dice.choice(list(Debt)), world.office[Role.FINANCE]
    limit = max(world.books.offset_limit(HOME, debt.account.value), 0)
    minor = dice.choice([limit, dice.randint(0, limit), limit + 1])
    return Deed(
        f"ask for an offset of {minor}",
        as_office(world, Role.FINANCE),
        lambda: request_offset(world.stations[HOME], debt=debt, amount_minor=minor, acting_user=actor),
        lambda row: world.books.ask_offset(row and row.pk, HOME, debt.account.value, minor),
    )


@step(14)
def agree(world: World, dice: Random) -> Deed | None:
    offset = one_of(list(world.books.offsets.values()), dice, lambda one: one.status == "requested")
    if offset is None:
        return None
    party = one_of(list(Party), dice, lambda one: one.value not in offset.agreed)
    actor, late = world.parties[party], []

    def act() -> Any:
        row = Offset.objects.get(pk=offset.key)
        late.append(row.status == "requested" and row.expires_at <= now())
        return confirm_offset(row.pk, party=party, acting_user=actor)

    return Deed(
        f"{party.value} agrees",
        lambda: standing(actor),
        act,
        lambda _: world.books.agree(offset, party.value, len(Party), too_late=late[-1]),
    )


@step(1)
def withdraw(world: World, dice: Random) -> Deed | None:
    offset = one_of(list(world.books.offsets.values()), dice, lambda one: one.status == "requested")
    if offset is None:
        return None
    actor = world.office[Role.FINANCE]
    return Deed(
        "withdraw an offset",
        as_office(world, Role.FINANCE),
        lambda: withdraw_offset(offset.key, acting_user=actor),
        lambda _: world.books.end_offset(offset, "withdrawn"),
    )
