"""The exported ledger balances in somebody else's program: beancount reads it and finds no error."""

from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from django.core.management import CommandError, call_command

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.actions import approve_correction, request_correction
from billing.ledger.beancount import beancount_text
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, credit, debit, post, reverse
from billing.oldparts.actions import Finding, reinspect
from billing.oldparts.choices import Verdict
from common.clock import today
from common.errors import NotAllowed
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting
from tests.builders.oldparts import a_disputed_case
from tests.builders.settlement import bank_says, payable, released
from tests.world import email_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(station: Station, rival_station: Station) -> None:
    claim_posting(station.pk, 123_45)
    claim_posting(rival_station.pk, 1, outbound=True)
    reverse(claim_posting(station.pk, 70_000), 'a "quoted" reason', acting_user=CLAIMS)
    sold = [debit(account(AccountKind.PARTS_DEBT, station.pk), 9_900), credit(AccountKind.PARTS_SALES, 9_900)]
    post("receivable:1", claim_posting(station.pk, 5).occurred_on, 'INV "1"', sold, reference=None, acting_user=CLAIMS)


def read(text: str, folder: Path) -> tuple[list[Any], list[Any]]:
    path = folder / "ledger.beancount"
    path.write_text(text)
    entries, errors, _options = loader.load_file(str(path))
    return entries, errors


def test_beancount_finds_it_balanced(posted: None, finance: Actor, acting: Any, tmp_path: Path) -> None:
    with acting(finance):
        text = beancount_text(finance)
    entries, errors = read(text, tmp_path)
    assert errors == []
    kinds = [type(entry).__name__ for entry in entries]
    assert (kinds.count("Transaction"), kinds.count("Balance"), kinds.count("Open")) == (6, 6, 6)


@pytest.mark.parametrize("wrong", ["123.45 CNY", "-0.01 CNY"])
def test_a_changed_amount_is_found(wrong: str, posted: None, finance: Actor, acting: Any, tmp_path: Path) -> None:
    """Red control: the checker would say so."""
    with acting(finance):
        text = beancount_text(finance)
    assert wrong in text
    _entries, errors = read(text.replace(wrong, "1.23 CNY", 1), tmp_path)
    assert errors


def test_an_empty_ledger_is_sound(finance: Actor, acting: Any, tmp_path: Path) -> None:
    with acting(finance):
        assert read(beancount_text(finance), tmp_path) == ([], [])


def test_page_and_command_give_the_same(posted: None, finance: Actor, client_for: Any, capsys: Any) -> None:
    page = client_for(finance).get("/ledger/beancount/")
    assert "attachment" in page["Content-Disposition"]
    call_command("export_ledger", login=email_of(Role.FINANCE))
    assert capsys.readouterr().out == page.content.decode()
    with pytest.raises(CommandError):
        call_command("export_ledger", login="nobody@example.com")


def test_a_dispatcher_gets_nothing(posted: None, dispatcher: Actor, acting: Any) -> None:
    with acting(dispatcher), pytest.raises(NotAllowed):
        beancount_text(dispatcher)


def test_it_reads_what_disputes_goodwill_corrections_and_batches_post(
    station: Station, final_reviewer: Actor, finance: Actor, finance_lead: Actor, acting: Any, tmp_path: Path
) -> None:
    """A line lowered after a re-inspection, goodwill, a correction by two people, a payment sent and rejected."""
    case = a_disputed_case()
    with acting(final_reviewer):
        finding = Finding(Verdict.NOT_WARRANTY, "worn", line_minor=10_000, due_minor=0)
        reinspect(case.chargeback.pk, finding=finding, acting_user=final_reviewer)
    given = [debit(AccountKind.GOODWILL_EXPENSE, 3_00), credit(account(AccountKind.STATION_PAYABLE, station.pk), 3_00)]
    post("claim:goodwill", today(), "CLM", given, reference=None, acting_user=CLAIMS)
    wrong = claim_posting(station.pk, 44_00)
    with acting(finance):
        asked = request_correction(wrong.pk, acting_user=finance, reason="twice")
    with acting(finance_lead):
        approve_correction(asked.pk, acting_user=finance_lead)
    batch = released(payable(station, 50_00))
    bank_says(batch, f"{batch.number}-0001")

    with acting(finance):
        text = beancount_text(finance)

    _entries, errors = read(text, tmp_path)
    assert errors == []
    for name in ("Expenses:Goodwill", "Assets:InTransit", "Assets:Suppliers:S001", "Income:Recovery"):
        assert f"balance {name}" in text
