"""The month: time passes, statements are issued, answered and invoiced."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.roles import Role
from billing.settlement.actions import carry_forward, confirm_statement
from billing.settlement.closing import issue_statement
from billing.settlement.disputing import answer_dispute, dispute_statement
from billing.settlement.invoicing.actions import accept_invoice, enter_invoice
from billing.settlement.models import Dispute, Invoice
from billing.settlement.models import Statement as StatementRow
from tenants.registry.standing import at_head_office
from tests.builders.settlement import printed
from tests.model.books import Books
from tests.model.books.rows import Statement
from tests.model.steps.world import Deed, World, deed, one_of, step
from tests.world import HOME, RIVAL


def statement_row(row: Statement) -> StatementRow:
    """Return its row."""
    found: StatementRow = StatementRow.objects.get(station__code=row.station, period=row.month)
    return found


def statement_key(row: Statement) -> UUID:
    """Return the key of its row."""
    return statement_row(row).pk


@step(5)
def days_pass(world: World, dice: Random) -> Deed | None:
    days = timedelta(days=dice.randint(1, 12))

    def expect(_result: Any) -> str:
        world.books.today += days
        return "ok"

    return Deed(f"{days.days} days pass", at_head_office, lambda: world.move_clock(days), expect, may_crash=False)


@step(8)
def close_month(world: World, dice: Random) -> Deed | None:
    code, actor = dice.choice([HOME, RIVAL]), world.office[Role.FINANCE]
    last = world.books.today.replace(day=1) - timedelta(days=1)
    month: date = dice.choice([last, last, last, world.books.today]).replace(day=1)
    return deed(
        f"close {code} {month:%Y-%m}",
        actor,
        lambda: issue_statement(world.stations[code], month, acting_user=actor),
        lambda _: world.books.close(code, month),
    )


def on_statement(
    weight: int,
    name: str,
    role: Role,
    fitting: Callable[[Statement], bool],
    act: Callable[..., Any],
    expect: Callable[[Books, Statement], str],
) -> None:
    """Register a step on a statement, by somebody of its station or of head office."""

    def chosen(world: World, dice: Random) -> Deed | None:
        row = one_of(list(world.books.statements.values()), dice, fitting)
        if row is None:
            return None
        actor = world.office[role] if role in world.office else world.people[row.station, role]
        said = f"{name.replace('_', ' ')} {row.station} {row.month:%Y-%m}"
        return deed(said, actor, lambda: act(row, acting_user=actor), lambda _: expect(world.books, row))

    chosen.__name__ = name
    step(weight)(chosen)


def accept_the_invoice(row: Statement, **who: Any) -> Any:
    """Accept the statement's invoice."""
    return accept_invoice(Invoice.objects.only("id").get(statement=statement_key(row)).pk, **who)


def enter_the_invoice(row: Statement, **who: Any) -> Any:
    """Enter an invoice for the whole statement."""
    found = statement_row(row)
    return enter_invoice(found.pk, printed(found), **who)


on_statement(
    10,
    "confirm_statement",
    Role.STATION_MANAGER,
    lambda row: row.status == "issued",
    lambda row, **who: confirm_statement(statement_key(row), **who),
    Books.confirm,
)
on_statement(
    1,
    "dispute_statement",
    Role.STATION_MANAGER,
    lambda row: row.status == "issued",
    lambda row, **who: dispute_statement(statement_key(row), reason="why", **who),
    lambda books, row: books.object(row, "why"),
)
on_statement(
    2,
    "carry_forward",
    Role.FINANCE,
    lambda row: row.status == "confirmed",
    lambda row, **who: carry_forward(statement_key(row), **who),
    Books.carry,
)
on_statement(
    12,
    "enter_invoice",
    Role.STATION_MANAGER,
    lambda row: row.status in ("issued", "confirmed") and not row.invoice,
    enter_the_invoice,
    Books.enter_invoice,
)


@step(10)
def check_invoice(world: World, dice: Random) -> Deed | None:
    rows, actor = [row for row in world.books.statements.values() if row.invoice], world.office[Role.FINANCE]
    row: Statement | None = one_of(rows, dice, lambda row: row.invoice == "submitted")
    if row is None:
        return None
    return deed(
        f"accept the invoice of {row.station} {row.month:%Y-%m}",
        actor,
        lambda: accept_the_invoice(row, acting_user=actor),
        lambda _: world.books.accept_invoice(row),
    )


@step(2)
def answer_objection(world: World, dice: Random) -> Deed | None:
    rows = [row for row in world.books.statements.values() if row.status == "disputed"]
    if not rows:
        return None
    row, actor = dice.choice(rows), world.office[Role.FINANCE]

    def act() -> Any:
        of_month = Dispute.objects.filter(statement__station__code=row.station, statement__period=row.month)
        found = of_month.filter(status="open").first() or of_month[0]  # asked twice, it was answered before
        return answer_dispute(found.pk, granted=False, answer="so", acting_user=actor)

    return deed("answer a dispute", actor, act, lambda _: world.books.answer(row, "so"))
