"""The long work of settlement: closing a month of many entries, and a bank's answer of many rows. Small ones are done in the request.

Each step is a portion, in one transaction with its progress. What was done once is not done again by the next worker: a closed station is
left out, and a payment that was answered is told again, which changes nothing.
"""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.closing import close_in_portions, close_month, entries_waiting
from billing.settlement.models import BankAnswer, PaymentBatch
from billing.settlement.payments.answers import (
    Counts,
    apply_answers,
    conclude_answer,
    look_at_answer,
    read_answers,
)
from common.files.models import StoredFile
from common.files.store import read_stored, store_bytes
from common.jobs.actions import start_job
from common.jobs.kinds import Result, Step, Steps, Work, job
from common.jobs.models import Job

LARGE = 500  # rows: from here on in the background
CLOSE, ANSWER = "settlement.close_month", "settlement.bank_answer"
STATIONS_A_STEP, ROWS_A_STEP = 10, 25
KIND = "bank_answer"


def start_close(period: date, *, acting_user: Actor) -> Job | None:
    """Close a month: at once when few entries wait, else by a job, which is returned. Raises Invalid (MONTH_NOT_OVER), WrongState while
    the month is being closed."""
    acting_user.require("settlement.close")
    if entries_waiting(period, most=LARGE + 1) <= LARGE:
        close_month(period, acting_user=acting_user)
        return None
    month = f"{period:%Y-%m}"
    return start_job(CLOSE, {"month": month}, acting_user=acting_user, subject=month, key=month)


def _statements(row: Job) -> str:
    first = f"{row.params['month']}-01"
    return f"{reverse('settlement:list')}?period_after={first}&period_before={first}"


@job(CLOSE, _("Month close"), action="settlement.close", link=_statements)
def close_a_month(work: Work) -> Steps:
    """Issue the statements; what an earlier worker has issued is found closed and left out."""
    period = date.fromisoformat(f"{work.params['month']}-01")
    seen, issued = work.cursor.get("seen", 0), work.cursor.get("issued", 0)
    for portion in close_in_portions(period, acting_user=work.actor, portion=STATIONS_A_STEP):
        issued += len(portion.issued)
        done = {"seen": seen + portion.stations, "issued": issued}
        yield Step(seen + portion.stations, seen + portion.of, cursor=done)
    return Result({"issued": issued, "month": work.params["month"]})


@transaction.atomic
def take_bank_answer(batch_id: UUID, content: bytes, *, name: str, acting_user: Actor) -> BankAnswer | Job:
    """Take in a bank's answer: looked at as a whole, then followed at once, or by a job when it has many rows.

    Raises as `read_bank_answer` does, and WrongState while the batch's answer is being followed.
    """
    known, told = look_at_answer(batch_id, content, acting_user=acting_user)
    if known is not None:
        return known
    if len(told) <= LARGE:
        counts = apply_answers(batch_id, told, acting_user=acting_user)
        return conclude_answer(batch_id, content, counts, name=name, acting_user=acting_user)
    file = store_bytes(
        content, subject_id=batch_id, kind=KIND, name="answer.csv", content_type="text/csv", station_id=None,
        uploaded_by=acting_user.id,
    )  # fmt: skip
    params = {"batch": str(batch_id), "file": str(file.pk), "name": name[:200]}
    return start_job(ANSWER, params, acting_user=acting_user, subject=name[:200], key=str(batch_id))


def _batch(row: Job) -> str:
    return reverse("settlement:batch", args=[row.params["batch"]])


@job(ANSWER, _("Bank's answer"), action="settlement.pay", link=_batch)
def follow_a_bank_answer(work: Work) -> Steps:
    """Follow the rows of a file that was found in order; the cursor is the next row."""
    batch_id = UUID(work.params["batch"])
    content = read_stored(StoredFile.objects.get(pk=work.params["file"]))
    told = read_answers(content)
    counts = Counts(**work.cursor.get("counts", {}))
    for start in range(work.cursor.get("next", 0), len(told), ROWS_A_STEP):
        rows = told[start : start + ROWS_A_STEP]
        counts += apply_answers(batch_id, rows, acting_user=work.actor)
        end = start + len(rows)
        yield Step(end, len(told), cursor={"next": end, "counts": asdict(counts)})
    conclude_answer(batch_id, content, counts, name=work.params["name"], acting_user=work.actor)
    return Result({**asdict(counts), "batch": PaymentBatch(pk=batch_id).public_id})
