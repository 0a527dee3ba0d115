"""Raising chargebacks for a settled claim line, and taking them back when the line is reopened. `claims` calls both, inside its action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_

from billing.chargeback.choices import ChargebackStatus, LooseStatus
from billing.chargeback.contracts import Share, share_on
from billing.chargeback.locks import (
    lock_charged_in_year,
    lock_charged_of_claim,
    lock_live_of_line,
    lock_loose_of_line,
)
from billing.chargeback.models import Chargeback, LooseLine
from billing.chargeback.split import CENT_OF_PERCENT, exactly, split
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post
from common.clock import now, today
from common.deadlines.keep import call_off, set_deadline
from common.history.record import record
from common.ids import new_id
from common.money import DEFAULT_CURRENCY
from common.numbering.next_number import next_number
from common.people import Person
from common.scope import for_office
from common.working_days.calendar import due_after_working_days

ANSWER_DUE = "chargeback.answer"

LOOSE_FACTS = (
    "claim_id", "claim_number", "line_id", "station_id", "vin", "part_number", "part_name", "serial", "quantity", "built_on",
    "repaired_on", "final_minor", "currency", "goodwill_percent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A claim line after final review, as far as a supplier is concerned. `quantity` counts units, for caps per unit.

    `goodwill_percent` is what suppliers bear together of goodwill by the policy, instead of their contracts' share and never above it.
    """

    claim_id: UUID
    claim_number: str
    line_id: UUID
    station_id: UUID
    vin: str
    part_number: str
    part_name: str
    built_on: date | None
    repaired_on: date
    final_minor: int
    quantity: int = 1
    serial: str = ""
    finding: str = ""
    currency: str = DEFAULT_CURRENCY
    goodwill_percent: Decimal | None = None


@transaction.atomic
def raise_chargeback(line: SettledLine, *, acting_user: Person) -> list[Chargeback]:
    """Charge each supplier's contract share of the line; several are split to the cent, the remainder is the manufacturer's.

    A line that no contract covers is put on the work list "supplier unknown"; one of which caps leave nothing to charge is noted there as
    borne by the manufacturer, with the contract that says so. Called again for the same line it returns
    what stands. Runs in head office's scope, whoever acts; the caller's action asks the role.
    """
    with for_office():
        if standing := lock_live_of_line(line.line_id):
            return list(standing)
        shares = _of_goodwill(share_on(line.part_number, line.repaired_on, line.built_on, line.serial), line)
        if not shares:
            note_loose_line(line, acting_user)
        amounts = list(_amounts(line, shares))
        if (capped := _all_capped(line, amounts)) is not None:
            _bear_capped(line, capped, acting_user)
        return [_raise(line, share, minor, acting_user) for share, minor in amounts if minor > 0]


def _of_goodwill(shares: list[Share], line: SettledLine) -> list[Share]:
    """Return the shares of goodwill: the policy's part, split by the contracts, and at most what each contract gives.

    They are as exact as they are kept, and never a little too small: a share of 9.99…9 would lose a cent.
    """
    together = sum((share.percent for share in shares), Decimal(0))
    if line.goodwill_percent is None or line.goodwill_percent >= together:
        return shares
    return [replace(one, percent=exactly(one.percent * line.goodwill_percent / together)) for one in shares]


def _amounts(line: SettledLine, shares: list[Share]) -> Iterable[tuple[Share, int]]:
    parts = split(line.final_minor, [share.percent for share in shares])
    for share, minor in zip(shares, parts, strict=True):
        yield share, min(minor, *_caps(share, line))


def _all_capped(line: SettledLine, amounts: Sequence[tuple[Share, int]]) -> Share | None:
    """Return the share whose cap leaves nothing of a line to charge anybody; None when somebody is charged, or nobody would be without caps."""
    if any(minor > 0 for _share, minor in amounts):
        return None
    parts = split(line.final_minor, [share.percent for share, _minor in amounts])
    return next((share for (share, _minor), part in zip(amounts, parts, strict=True) if part > 0), None)


def _caps(share: Share, line: SettledLine) -> Iterable[int]:
    yield line.final_minor
    if share.cap_minor is not None:
        charged = 0 if line.goodwill_percent is None else lock_charged_of_claim(share.contract_id, line.claim_id)
        yield max(0, share.cap_minor * line.quantity - charged)
    if share.yearly_cap_minor is not None:
        yield max(0, share.yearly_cap_minor - lock_charged_in_year(share.contract_id, line.repaired_on.year))


def _raise(line: SettledLine, share: Share, minor: int, acting_user: Person) -> Chargeback:
    percent = share.percent.quantize(
        CENT_OF_PERCENT, ROUND_CEILING
    )  # written down, it never gives less than is charged
    key, number, due_at = new_id(), next_number("CHB"), due_after_working_days(now(), share.answer_days)
    chargeback = Chargeback.objects.create(
        id=key,
        number=number,
        supplier_id=share.supplier_id,
        contract_id=share.contract_id,
        transaction=_post(key, f"{number} / {line.claim_number}", share.supplier_id, minor, line.currency, acting_user),
        share_percent=percent,
        exact_percent=_unrounded(share.percent),
        amount_minor=minor,
        answer_due_at=due_at,
        **_snapshot(line),
    )
    set_deadline(ANSWER_DUE, key, due_at, station_id=line.station_id)
    said = {"amount_minor": minor, "share_percent": percent, "claim_number": line.claim_number}
    record(chargeback, "chargeback.raised", acting_user, after={"status": chargeback.status, **said})
    return chargeback


def _unrounded(percent: Decimal) -> Decimal | None:
    """Return a share that the two decimals of a contract do not hold."""
    return None if percent == percent.quantize(CENT_OF_PERCENT) else percent


def _snapshot(line: SettledLine) -> dict[str, object]:
    names = ("claim_id", "claim_number", "line_id", "station_id", "vin", "part_number", "part_name")
    later = ("built_on", "repaired_on", "final_minor", "currency", "serial")
    return {name: getattr(line, name) for name in (*names, *later)} | {"finding": line.finding[:500]}


def _post(key: UUID, text: str, supplier_id: UUID, minor: int, currency: str, acting_user: Person) -> Transaction:
    receivable = account(AccountKind.SUPPLIER_RECEIVABLE, supplier_id, currency)
    lines = [debit(receivable, minor, currency), credit(AccountKind.RECOVERY_INCOME, minor, currency)]
    return post(f"chargeback:{key}", today(), text, lines, reference=key, acting_user=acting_user)


def post_change(chargeback: Chargeback, minor: int, *, step: str, reason: str, acting_user: Person) -> Transaction:
    """Let the supplier owe `minor` more, or (below zero) less, by entries of its own; `step` names the occasion, which happens once."""
    receivable = account(AccountKind.SUPPLIER_RECEIVABLE, chargeback.supplier_id, chargeback.currency)
    return post(
        f"chargeback:{chargeback.pk}:{step}",
        today(),
        f"{chargeback.number} / {chargeback.claim_number}",
        [
            debit(receivable, minor, chargeback.currency),
            credit(AccountKind.RECOVERY_INCOME, minor, chargeback.currency),
        ],
        reference=chargeback.pk,
        acting_user=acting_user,
        reason=reason,
    )


@transaction.atomic
def withdraw_chargebacks(line_id: UUID, reason: str, *, acting_user: Person) -> list[Chargeback]:
    """Take back what stands for a claim line (it was reopened), with contra entries. What was paid already is the supplier's credit."""
    with for_office():
        forget_loose_line(line_id, reason, acting_user)
        rows = lock_live_of_line(line_id)
        for row in rows:
            _withdraw(row, reason, acting_user)
        return list(rows)


def _withdraw(row: Chargeback, reason: str, acting_user: Person) -> None:
    before, owed = row.status, row.due_minor
    row.move_to(ChargebackStatus.CANCELLED)
    call_off(row.pk, ANSWER_DUE)
    if owed:
        post_change(row, -owed, step="withdrawn", reason=reason, acting_user=acting_user)
    record(
        row, "chargeback.withdrawn", acting_user, before={"status": before}, after={"status": row.status}, reason=reason
    )


def note_loose_line(line: SettledLine, acting_user: Person) -> LooseLine:
    """Put a line that no contract covers on the work list; one that was there before is opened again."""
    facts = {name: getattr(line, name) for name in LOOSE_FACTS} | {"finding": line.finding[:500]}
    row = lock_loose_of_line(line.line_id)
    if row is None:
        row = LooseLine.objects.create(**facts)
    elif row.status != LooseStatus.OPEN:
        row.move_to(LooseStatus.OPEN, **facts, reason="")
    said = {"status": row.status, "claim_number": row.claim_number, "final_minor": row.final_minor}
    record(row, "loose_line.noted", acting_user, after=said)
    return row


def _bear_capped(line: SettledLine, share: Share, acting_user: Person) -> None:
    """Note that the manufacturer bears a line because of a contract's cap; what a person has decided about the line stays."""
    standing = lock_loose_of_line(line.line_id)
    if standing is not None and standing.status in (LooseStatus.CHARGED, LooseStatus.BORNE):
        return
    row = note_loose_line(line, acting_user)
    reason = now_("The cap of contract %(number)s is reached.") % {"number": share.number}
    row.move_to(LooseStatus.BORNE, reason=reason)
    said = {"status": row.status, "contract": share.number}
    record(row, "loose_line.borne", acting_user, before={"status": LooseStatus.OPEN}, after=said, reason=reason)


def forget_loose_line(line_id: UUID, reason: str, acting_user: Person) -> None:
    """Take a line off the work list: its claim was reopened."""
    row = lock_loose_of_line(line_id)
    if row is not None and LooseStatus.CANCELLED in row.possible_moves():
        row.move_to(LooseStatus.CANCELLED)
        record(row, "loose_line.forgotten", acting_user, after={"status": row.status}, reason=reason)
