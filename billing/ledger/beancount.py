"""The ledger as text for beancount (plain-text accounting): another program, not ours, can then say that it balances.

Each transaction becomes one with its entries, each account an `open` and, at the end, a `balance` with what our own sums say: the reader
checks both. A debit is positive there too. Commodities are ISO currencies with the number of decimals that they have.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Sum

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Entry
from billing.ledger.selectors import accounts_for, entries_for
from common.clock import today
from common.money import to_decimal

ROOTS = {
    AccountKind.STATION_PAYABLE: "Liabilities:Stations:{owner}:Payable",
    AccountKind.PARTS_DEBT: "Assets:Stations:{owner}:Parts",
    AccountKind.VEHICLE_DEBT: "Assets:Stations:{owner}:Vehicles",
    AccountKind.SUPPLIER_RECEIVABLE: "Assets:Suppliers:{owner}",
    AccountKind.WARRANTY_EXPENSE: "Expenses:Warranty",
    AccountKind.OUTBOUND_EXPENSE: "Expenses:Outbound",
    AccountKind.GOODWILL_EXPENSE: "Expenses:Goodwill",
    AccountKind.RECOVERY_INCOME: "Income:Recovery",
    AccountKind.PENALTY_INCOME: "Income:Penalties",
    AccountKind.SUBSCRIPTION_INCOME: "Income:Subscriptions",
    AccountKind.PARTS_SALES: "Income:Parts",
    AccountKind.VEHICLE_SALES: "Income:Vehicles",
    AccountKind.IN_TRANSIT: "Assets:InTransit",
    AccountKind.BANK: "Assets:Bank",
}


def beancount_text(actor: Actor) -> str:
    """Return all that the actor may see of the ledger. Raises NotAllowed."""
    actor.require("ledger.view")
    return "\n".join(_lines(actor)) + "\n"


def _lines(actor: Actor) -> Iterator[str]:
    entries = entries_for(actor).order_by("occurred_on", "transaction_id", "line")
    first = entries.values_list("occurred_on", flat=True).first() or today()
    names = {account.pk: account_name(account) for account in accounts_for(actor)}
    yield 'option "title" "Stationmaster"'
    yield from (f"{first} open {name} {currency}" for name, currency in _opened(actor))
    yield from _transactions(entries, names)
    yield from _balances(actor, names)


def _opened(actor: Actor) -> list[tuple[str, str]]:
    together: dict[str, set[str]] = {}
    for account in accounts_for(actor):
        together.setdefault(account_name(account), set()).add(account.currency)
    return [(name, ",".join(sorted(currencies))) for name, currencies in sorted(together.items())]


def _transactions(entries: object, names: dict[object, str]) -> Iterator[str]:
    seen: object = None
    for entry in entries.iterator(chunk_size=5_000):  # type: ignore[attr-defined]
        row = entry.transaction
        if row.pk != seen:
            yield ""
            yield f'{row.occurred_on} * "{_text(row.description)}"'
            yield f'  key: "{_text(row.business_key)}"'
            seen = row.pk
        yield f"  {names[entry.account_id]}  {to_decimal(entry.amount_minor, entry.currency)} {entry.currency}"


def _balances(actor: Actor, names: dict[object, str]) -> Iterator[str]:
    """Yield what each account holds by our own sums, on the day after the last entry."""
    rows = Entry.objects.filter(pk__in=entries_for(actor).order_by().values("pk"))
    last: date | None = rows.order_by("-occurred_on").values_list("occurred_on", flat=True).first()
    if last is None:
        return
    sums = rows.order_by().values("account_id", "currency").annotate(total=Sum("amount_minor"))
    yield ""
    for row in sorted(sums, key=lambda one: names[one["account_id"]]):
        amount = to_decimal(row["total"], row["currency"])
        yield f"{last + timedelta(days=1)} balance {names[row['account_id']]}  {amount} {row['currency']}"


def account_name(account: Account) -> str:
    """Return the account's name there: `Liabilities:Stations:SHA01:Payable`. Codes are made fit: letters and digits, upper case."""
    owner = account.station or account.supplier
    code = "".join(letter for letter in owner.code.upper() if letter.isalnum() or letter == "-") if owner else ""
    return ROOTS[AccountKind(account.kind)].format(owner=code)


def _text(value: str) -> str:
    return value.replace("\\", "").replace('"', "'").replace("\n", " ")
