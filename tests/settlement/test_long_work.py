"""Closing a large month and reading a bank's large answer: in the background, killed and taken up, and nothing is done twice."""

from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.settlement import closing, jobs
from billing.settlement.models import BankAnswer, PaymentBatch, PaymentLine
from billing.settlement.payments.choices import BatchStatus, PaymentError, PaymentStatus
from common.errors import Invalid, WrongState
from common.jobs.choices import JobError, JobStatus
from common.jobs.models import Job
from common.jobs.run import run_waiting
from common.scope import for_office
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.killed import let_the_lease_run_out, only_job, worker_killed_in
from tests.builders.month_end import fill
from tests.builders.settlement import answer_file, month_ago, payable, released
from tests.conftest import standing
from tests.settlement.test_month_end import counts
from tests.world import office_actor


def start() -> Job | None:
    actor = office_actor(Role.FINANCE)
    with standing(actor), transaction.atomic():
        return jobs.start_close(month_ago(), acting_user=actor)


def test_a_large_month_that_is_killed_twice_closes_each_station_once(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stations=12, lines=50, period=month_ago())
    monkeypatch.setattr(jobs, "STATIONS_A_STEP", 3)
    assert start() is not None
    worker_killed_in(closing, "_close", call=3)
    assert counts() == (6, 300, 300), "what was committed stands, the step that was cut off left nothing"
    let_the_lease_run_out()
    worker_killed_in(closing, "_close", call=2)
    let_the_lease_run_out()
    assert run_waiting() == 1
    assert counts() == (12, 600, 600)
    row = only_job()
    assert (row.status, row.done, row.total, row.result["issued"]) == (JobStatus.DONE, 12, 12, 12)


def test_a_month_is_closed_by_one_job_at_a_time(committed_db: None) -> None:
    fill(stations=12, lines=50, period=month_ago())
    start()
    with pytest.raises(WrongState) as refusal:
        start()
    assert (refusal.value.code, counts()) == (JobError.RUNNING_ALREADY, (0, 0, 0))


def test_a_small_month_is_closed_at_once(committed_db: None) -> None:
    fill(stations=2, lines=5, period=month_ago())
    assert start() is None
    assert counts() == (2, 10, 10)


def test_the_api_names_the_job(committed_db: None, client_for: Any, finance: Actor, station_manager: Actor) -> None:
    fill(stations=12, lines=50, period=month_ago())
    month = f"{month_ago():%Y-%m}"
    denied = Caller(client_for(station_manager), station_manager.station).post(
        "statements/close-month", {"month": month}
    )
    assert (denied.status_code, counts()) == (403, (0, 0, 0))
    caller = Caller(client_for(finance))
    told = caller.post("statements/close-month", {"month": month}).json()
    assert (told["issued"], told["job"]) == (0, only_job().public_id)
    run_waiting()
    assert caller.get(f"jobs/{told['job']}").json()["result"] == {"issued": 12, "month": month}
    assert caller.post("statements/close-month", {"month": month}).json() == {"month": month, "issued": 12, "job": None}
    page = client_for(finance).get(f"/jobs/{only_job().pk}/").content.decode()
    assert f"period_after={month_ago()}" in page


def test_the_page_of_a_large_month_leads_to_its_job(committed_db: None, client_for: Any, finance: Actor) -> None:
    fill(stations=12, lines=50, period=month_ago())
    answer = client_for(finance).post("/settlement/close/", {"month": f"{month_ago():%Y-%m}"})
    assert answer["Location"] == only_job().get_absolute_url()


# --- the bank's answer --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(
    committed_db: None, station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch
) -> PaymentBatch:
    monkeypatch.setattr(jobs, "LARGE", 1)
    monkeypatch.setattr(jobs, "ROWS_A_STEP", 1)
    with for_office(), transaction.atomic():
        return released(payable(station, 10_000), payable(rival_station, 300))


def take(batch: PaymentBatch, content: bytes) -> BankAnswer | Job:
    actor = office_actor(Role.FINANCE)
    with standing(actor), transaction.atomic():
        return jobs.take_bank_answer(batch.pk, content, name="a.csv", acting_user=actor)


def bank() -> tuple[int, list[str], int]:
    """Return what has left the bank, the states of the payments, and the number of answers."""
    with for_office(), transaction.atomic():
        states = sorted(PaymentLine.objects.values_list("status", flat=True))
        return balance(account(AccountKind.BANK)), states, BankAnswer.objects.count()


def test_a_large_answer_that_is_killed_pays_each_once(batch: PaymentBatch) -> None:
    content = answer_file(batch)
    assert isinstance(take(batch, content), Job)
    worker_killed_in(jobs, "apply_answers", call=2)
    assert [bank()[1], bank()[2]] == [["paid", "sent"], 0]
    let_the_lease_run_out()
    assert run_waiting() == 1
    assert bank() == (-10_300, ["paid", "paid"], 1)
    assert only_job().result == {"accepted": 2, "rejected": 0, "repeated": 0, "batch": batch.public_id}
    again = take(batch, content)
    assert isinstance(again, BankAnswer)
    with for_office(), transaction.atomic():
        assert PaymentBatch.objects.get(pk=batch.pk).status == BatchStatus.ANSWERED


def test_red_control_without_its_cursor_the_job_counts_twice(
    batch: PaymentBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same kill with a worker that forgets where it was: money is safe by the payment's state, but the report would be wrong."""
    take(batch, answer_file(batch))
    worker_killed_in(jobs, "apply_answers", call=2)
    with for_office(), transaction.atomic():
        Job.objects.update(cursor={})
    let_the_lease_run_out()
    run_waiting()
    assert bank()[0] == -10_300
    assert only_job().result["repeated"] == 1


def test_a_large_answer_is_refused_as_a_whole_before_it_begins(batch: PaymentBatch) -> None:
    content = answer_file(batch).replace(b"-0002,", b"-0009,")
    with pytest.raises(Invalid) as refusal:
        take(batch, content)
    with for_office(), transaction.atomic():
        assert not Job.objects.exists()
    assert (refusal.value.code, bank()) == (PaymentError.OTHER_BATCH, (0, [PaymentStatus.SENT] * 2, 0))


def test_the_api_names_the_job_of_an_answer(batch: PaymentBatch, client_for: Any, finance: Actor) -> None:
    body = {"name": "a.csv", "content": answer_file(batch).decode()}
    told = Caller(client_for(finance)).post(f"payment-batches/{batch.public_id}/answer", body).json()
    assert told == {"accepted": 0, "rejected": 0, "repeated": 0, "job": only_job().public_id}


# --- a file of deliveries -----------------------------------------------------------------------------------------------------------


def test_a_file_of_deliveries_by_the_api_is_booked_whole_or_not(
    station: Station, client_for: Any, finance: Actor
) -> None:
    caller, head = Caller(client_for(finance)), "station,debt,document,date,amount,due,note\n"
    good = f"{head}{station.code},parts,D-1,2026-11-02,12.50,,\n"
    refused = caller.post("receivables/file", {"content": f"{good}{station.code},parts,D-2,soon,1,,\n"})
    assert (refused.status_code, caller.get("receivables").json()["data"]) == (422, [])
    assert caller.post("receivables/file", {"content": good}).json() == {"fresh": 1, "known": 0}
    assert caller.post("receivables/file", {"content": good}).json() == {"fresh": 0, "known": 1}
