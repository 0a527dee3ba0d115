"""Posting to the ledger. Other rooms call `post`, inside the transaction of what they do; this is not a person's action and asks no role.

    post(
        f"claim:{claim.pk}", day, "CLM-2026-000017",
        [debit(AccountKind.WARRANTY_EXPENSE, 12_345), credit(account(AccountKind.STATION_PAYABLE, station_id), 12_345)],
        reference=claim.pk, acting_user=acting_user,
    )

It writes in head office's scope, whoever acts: a transaction touches accounts of both sides.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction as database
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.ledger.choices import KIND_BY_ACCOUNT, AccountKind, LedgerError, Owner, TransactionKind
from billing.ledger.models import Account, Entry, Transaction
from common.clock import today
from common.errors import Invalid, WrongState
from common.ids import new_id
from common.money import DEFAULT_CURRENCY
from common.people import Person
from common.scope import for_office


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of a posting. `account` is a row, or the kind of one of head office's own accounts."""

    account: Account | AccountKind
    amount_minor: int
    currency: str = DEFAULT_CURRENCY


def debit(to: Account | AccountKind, minor: int, currency: str = DEFAULT_CURRENCY) -> EntryLine:
    """Return a debit of `minor` (what an expense, a receivable or the bank grows by)."""
    return EntryLine(to, minor, currency)


def credit(to: Account | AccountKind, minor: int, currency: str = DEFAULT_CURRENCY) -> EntryLine:
    """Return a credit of `minor` (what a payable or an income grows by)."""
    return EntryLine(to, -minor, currency)


def account(kind: AccountKind, owner_id: UUID | None = None, currency: str = DEFAULT_CURRENCY) -> Account:
    """Return the account, opened on first use. Raises Invalid when the kind wants an owner and none is given, or the reverse."""
    owner = kind.owner
    if (owner is Owner.OFFICE) is not (owner_id is None):
        raise Invalid(
            _("This account needs its station or supplier, and only such an account has one."), code=LedgerError.OWNER
        )
    key = {
        "kind": kind,
        "station_id": owner_id if owner is Owner.STATION else None,
        "supplier_id": owner_id if owner is Owner.SUPPLIER else None,
        "currency": currency,
    }
    with for_office(), database.atomic():
        found = Account.objects.filter(**key).first()
        if found is None:
            Account.objects.bulk_create([Account(**key)], ignore_conflicts=True)
            found = Account.objects.get(**key)
    return found


@database.atomic
def post(
    business_key: str,
    occurred_on: date,
    description: str,
    entries: Sequence[EntryLine],
    *,
    reference: UUID | None,
    acting_user: Person,
    kind: TransactionKind | None = None,
    reverses: Transaction | None = None,
    reason: str = "",
) -> Transaction:
    """Post the entries once. The same key and entries again return the first transaction, also when two processes race.

    Lines of zero are left out. `kind` is read off the accounts unless given. Raises Invalid (UNBALANCED, EMPTY, CURRENCY),
    WrongState (OTHER_ENTRIES) when the key stands for other entries.
    """
    with for_office():
        lines = [resolved for line in entries if (resolved := _resolve(line)).amount_minor]
        _check(lines)
        row = Transaction(
            id=new_id(),
            business_key=business_key,
            kind=kind or _kind_of(lines),
            occurred_on=occurred_on,
            description=description[:200],
            reference=reference,
            reverses=reverses,
            reason=reason,
            station_id=_only(line.account.station_id for line in lines),
            supplier_id=_only(line.account.supplier_id for line in lines),
            actor_id=acting_user.id,
            actor_name=acting_user.name,
            fingerprint=_fingerprint(lines),
        )
        return _write_once(row, lines)


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A line whose account is a row."""

    account: Account
    amount_minor: int
    currency: str


def _resolve(line: EntryLine) -> _Resolved:
    row = line.account if isinstance(line.account, Account) else account(AccountKind(line.account), None, line.currency)
    return _Resolved(row, line.amount_minor, line.currency)


def _check(lines: Sequence[_Resolved]) -> None:
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.amount_minor
        if line.currency != line.account.currency:
            raise Invalid(_("The account is kept in another currency."), code=LedgerError.CURRENCY)
    if not lines:
        raise Invalid(_("There is nothing to post: all amounts are zero."), code=LedgerError.EMPTY)
    if any(sums.values()):
        raise Invalid(_("Debit and credit differ: nothing was posted."), code=LedgerError.UNBALANCED)


def _write_once(row: Transaction, lines: Sequence[_Resolved]) -> Transaction:
    """Insert; the unique key makes a second process wait for the first one and then find its row."""
    Transaction.objects.bulk_create([row], ignore_conflicts=True)
    stored: Transaction = Transaction.objects.get(business_key=row.business_key)
    if stored.pk != row.pk:
        return _same_or_refuse(stored, row)
    Entry.objects.bulk_create(_entry(row, number, line) for number, line in enumerate(lines, start=1))
    return row


def _same_or_refuse(stored: Transaction, wanted: Transaction) -> Transaction:
    if stored.fingerprint != wanted.fingerprint:
        raise WrongState(
            _("This was posted already, with other amounts. A posting is never changed: correct it by a contra entry."),
            code=LedgerError.OTHER_ENTRIES,
            business_key=stored.business_key,
        )
    return stored


def _entry(row: Transaction, number: int, line: _Resolved) -> Entry:
    return Entry(
        transaction=row,
        account=line.account,
        line=number,
        amount_minor=line.amount_minor,
        currency=line.currency,
        occurred_on=row.occurred_on,
        station_id=line.account.station_id,
        supplier_id=line.account.supplier_id,
    )


def _kind_of(lines: Sequence[_Resolved]) -> TransactionKind:
    kinds = {line.account.kind for line in lines}
    return next((kind for of_account, kind in KIND_BY_ACCOUNT if of_account in kinds), TransactionKind.CORRECTION)


def _only(owners: Iterable[UUID | None]) -> UUID | None:
    """Return the owner when there is just one: that station or supplier may read the transaction's text."""
    found = {owner for owner in owners if owner is not None}
    return found.pop() if len(found) == 1 else None


def _fingerprint(lines: Sequence[_Resolved]) -> str:
    """Return what tells one set of entries from another. The day is left out: a repeat after midnight is the same posting."""
    said = sorted(f"{line.account.pk}:{line.amount_minor}:{line.currency}" for line in lines)
    return hashlib.sha256("|".join(said).encode()).hexdigest()


@database.atomic
def reverse(original: Transaction, reason: str, *, acting_user: Person, occurred_on: date | None = None) -> Transaction:
    """Post the contra entries of `original`, once. Raises WrongState when it is itself a correction."""
    if original.reverses_id is not None:
        raise WrongState(_("This is a correction itself. Post what is right afresh."), code=LedgerError.IS_REVERSAL)
    with for_office():
        if (earlier := Transaction.objects.filter(reverses=original).first()) is not None:
            found: Transaction = earlier
            return found
        contra = [
            EntryLine(entry.account, -entry.amount_minor, entry.currency)
            for entry in Entry.objects.filter(transaction=original).select_related("account").order_by("line")
        ]
        return post(
            f"reversal:{original.pk}",
            occurred_on or today(),
            now_("Correction of %(what)s") % {"what": original.description},
            contra,
            reference=original.reference,
            acting_user=acting_user,
            kind=TransactionKind.CORRECTION,
            reverses=original,
            reason=reason,
        )


def balance(of: Account, until: date | None = None) -> int:
    """Return the sum of the account's entries that the scope lets one see, up to and including `until`."""
    entries = Entry.objects.filter(account=of)
    if until is not None:
        entries = entries.filter(occurred_on__lte=until)
    total: int | None = entries.aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def entries_between(of: Account, start: date, end: date) -> QuerySet[Entry]:
    """Return the account's entries from `start` to `end`, both included, oldest first."""
    rows = Entry.objects.filter(account=of, occurred_on__range=(start, end))
    return rows.select_related("transaction").order_by("occurred_on", "id")
