"""Reading the bank's answer: each payment was accepted or rejected. The same file, and the same line in another file, change nothing."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.posting import credit, debit, post, reverse
from billing.settlement.actions import move
from billing.settlement.choices import StatementStatus
from billing.settlement.locks import lock_batch
from billing.settlement.models import BankAnswer, PaymentBatch, PaymentLine
from billing.settlement.payments.choices import BatchStatus, PaymentError, PaymentStatus
from billing.settlement.sheets import SheetRow, read_sheet, require_right
from common.clock import today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.imports.importers import Field, Importer
from common.money import format_minor

ACCEPTED = ("accepted", "paid", "success", "成功", "交易成功", "已付款", "已受理")
REJECTED = ("rejected", "failed", "failure", "失败", "交易失败", "退票", "退回", "已退回", "拒绝", "已拒绝")


class AnswerFile(Importer):
    """The columns of a bank's answer. An amount is not needed; one that is given has to be what was sent."""

    key = "reference"
    fields = (
        Field(
            "reference", _("payment reference"), required=True, longest=40, aliases=("付款参考号", "参考号", "付款编号")
        ),
        Field("result", _("result"), required=True, longest=40, aliases=("处理结果", "状态")),
        Field("reason", _("reason"), longest=4_000, aliases=("失败原因", "退票原因", "备注")),
        Field("bank_reference", _("bank reference"), longest=60, aliases=("流水号", "交易流水号")),
        Field("amount", _("amount"), "money"),
    )


ANSWERS = AnswerFile()
COLUMNS = tuple(one.name for one in ANSWERS.fields)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bank says of one payment."""

    reference: str
    accepted: bool
    reason: str
    bank_reference: str
    amount_minor: int | None = None

    @property
    def status(self) -> PaymentStatus:
        """Where the payment stands then."""
        return PaymentStatus.PAID if self.accepted else PaymentStatus.REJECTED


@dataclass(frozen=True, slots=True)
class Counts:
    """How many payments a file has brought through, how many it sent back, and how many it told again."""

    accepted: int = 0
    rejected: int = 0
    repeated: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.accepted + other.accepted, self.rejected + other.rejected, self.repeated + other.repeated)


@transaction.atomic
def read_bank_answer(batch_id: UUID, content: bytes, *, name: str, acting_user: Actor) -> BankAnswer:
    """Take in an answer, all of it or nothing. A payment that the bank rejected is opened again by contra entries.

    The same bytes return the first reading. Raises Invalid for a file that is not understood, of another batch or against an earlier answer;
    WrongState for a batch that was never released.
    """
    known, told = look_at_answer(batch_id, content, acting_user=acting_user)
    if known is not None:
        return known
    counts = apply_answers(batch_id, told, acting_user=acting_user)
    return conclude_answer(batch_id, content, counts, name=name, acting_user=acting_user)


@transaction.atomic
def look_at_answer(
    batch_id: UUID, content: bytes, *, acting_user: Actor
) -> tuple[BankAnswer | None, Sequence[Answered]]:
    """Return the earlier reading of the same bytes, or what the file says, every row of it. Raises as `read_bank_answer` does."""
    acting_user.require("settlement.pay")
    batch, lines = lock_batch(batch_id, acting_user)
    if (known := BankAnswer.objects.filter(sha256=_digest(content)).first()) is not None:
        return _same_batch(known, batch), ()
    if batch.status not in (BatchStatus.RELEASED, BatchStatus.ANSWERED):
        raise WrongState(_("This batch was not released yet."), status=str(batch.status))
    told = read_answers(content)
    _require_fitting(told, {line.reference: line for line in lines})
    return None, told


@transaction.atomic
def apply_answers(batch_id: UUID, told: Sequence[Answered], *, acting_user: Actor) -> Counts:
    """Follow some rows of an answer. One that was followed before is counted, and changes nothing. Raises Invalid against an earlier answer."""
    acting_user.require("settlement.pay")
    _batch, lines = lock_batch(batch_id, acting_user)
    by_reference = {line.reference: line for line in lines}
    _require_fitting(told, by_reference)
    fresh = [one for one in told if by_reference[one.reference].status == PaymentStatus.SENT]
    for one in fresh:
        _apply(by_reference[one.reference], one, acting_user)
    accepted = sum(one.accepted for one in fresh)
    return Counts(accepted, len(fresh) - accepted, len(told) - len(fresh))


@transaction.atomic
def conclude_answer(batch_id: UUID, content: bytes, counts: Counts, *, name: str, acting_user: Actor) -> BankAnswer:
    """Write down that a file was followed to its end; the batch is answered when no payment waits any longer."""
    acting_user.require("settlement.pay")
    batch, lines = lock_batch(batch_id, acting_user)
    answer = BankAnswer.objects.create(
        batch=batch, sha256=_digest(content), name=name[:200], read_by_name=acting_user.name, **asdict(counts)
    )
    before = {"status": batch.status}
    if batch.status == BatchStatus.RELEASED and all(line.status != PaymentStatus.SENT for line in lines):
        batch.move_to(BatchStatus.ANSWERED)
    said = {"status": batch.status, "accepted": answer.accepted, "rejected": answer.rejected, "file": answer.name}
    record(batch, "batch.answered", acting_user, before=before, after=said)
    return answer


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _same_batch(known: BankAnswer, batch: PaymentBatch) -> BankAnswer:
    if known.batch_id != batch.pk:
        raise Invalid(_("This file answers another batch."), code=PaymentError.OTHER_BATCH, field="file")
    return known


def read_answers(content: bytes) -> list[Answered]:
    """Read a file with the columns of COLUMNS: CSV (UTF-8 or GB18030) or XLSX. Raises Invalid with a sentence for each row that is wrong."""
    rows = read_sheet(content, ANSWERS, code=PaymentError.FILE)
    for row in rows:
        _look_at(row)
    references = Counter(row["reference"] for row in rows if row["reference"])
    doubles = [now_("%(reference)s stands in the file twice") % {"reference": one}
               for one, number in sorted(references.items()) if number > 1]  # fmt: skip
    require_right(rows, doubles, code=PaymentError.FILE)
    return [_answered(row) for row in rows]


def _look_at(row: SheetRow) -> None:
    result = _word(row)
    if result and result not in (*ACCEPTED, *REJECTED):
        row.object_to(now_("the result has to be “accepted” or “rejected”"))
    if result in REJECTED and not row["reason"]:
        row.object_to(now_("a rejection needs its reason"))


def _word(row: SheetRow) -> str:
    return (row["result"] or "").casefold()


def _answered(row: SheetRow) -> Answered:
    is_accepted = _word(row) in ACCEPTED
    return Answered(
        row["reference"], is_accepted, (row["reason"] or "")[:200], row["bank_reference"] or "", row["amount"]
    )


def _require_fitting(told: Sequence[Answered], lines: dict[str, PaymentLine]) -> None:
    strange = [one.reference for one in told if one.reference not in lines]
    if strange:
        said = _("%(references)s: no payment of this batch.") % {"references": ", ".join(strange[:5])}
        raise Invalid(said, code=PaymentError.OTHER_BATCH, field="file")
    for one in told:
        _require_amount(one, lines[one.reference])
        if lines[one.reference].status not in (PaymentStatus.SENT, one.status):
            said = _("%(reference)s was answered otherwise before. Ask the bank.") % {"reference": one.reference}
            raise Invalid(said, code=PaymentError.CONTRADICTION, field="file")


def _require_amount(told: Answered, line: PaymentLine) -> None:
    """Raise Invalid when the bank speaks of another amount than was sent: a payment is made whole, or not at all."""
    if told.amount_minor is not None and told.amount_minor != line.amount_minor:
        said = _("%(reference)s: the bank says %(found)s, but %(sent)s was sent. Ask the bank.") % {
            "reference": told.reference,
            "found": format_minor(told.amount_minor, line.currency),
            "sent": format_minor(line.amount_minor, line.currency),
        }
        raise Invalid(said, code=PaymentError.AMOUNT, field="file")


def _apply(line: PaymentLine, told: Answered, actor: Actor) -> None:
    if told.accepted:
        post(
            f"bank:{line.pk}",
            today(),
            f"{line.statement.number} {told.bank_reference or line.reference}",
            [debit(AccountKind.IN_TRANSIT, line.amount_minor, line.currency), credit(AccountKind.BANK, line.amount_minor, line.currency)],
            reference=line.statement_id,
            acting_user=actor,
        )  # fmt: skip
        line.move_to(PaymentStatus.PAID, bank_reference=told.bank_reference)
        said: dict[str, object] = {"paid_minor": line.amount_minor, "bank_reference": told.bank_reference}
        move(
            line.statement, StatementStatus.PAID, "statement.paid", actor, said=said, bank_reference=told.bank_reference
        )
        return
    assert line.posted is not None  # noqa: S101  a constraint: sent with its posting
    returned = reverse(line.posted, told.reason, acting_user=actor)
    line.move_to(PaymentStatus.REJECTED, returned=returned, rejection=told.reason, bank_reference=told.bank_reference)
    said = {"payment": line.reference, "amount_minor": line.amount_minor}
    move(line.statement, StatementStatus.CONFIRMED, "statement.payment_rejected", actor, said=said, reason=told.reason)
