"""What a station owes for parts and vehicles: each document once, from the form or from a file."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.actors import Actor
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Transaction
from billing.settlement.debts.actions import Booked, Delivery, book_file, book_receivable
from billing.settlement.debts.balances import available, balance_minor
from billing.settlement.debts.choices import Debt, DebtError
from billing.settlement.models import Receivable
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from tenants.registry.models import Station
from tests.builders.ledger import claim_posting

pytestmark = pytest.mark.django_db

HEADER = "station,debt,document,date,amount,due,note\n"


@pytest.fixture
def delivery(station: Station) -> Delivery:
    return Delivery(station.pk, Debt.PARTS, "P-1", today(), 5_000)


def test_a_delivery_is_a_debt(delivery: Delivery, station: Station, finance: Actor, acting: Any) -> None:
    with acting(finance):
        row = book_receivable(delivery, acting_user=finance)
        assert balance_minor(station.pk, AccountKind.PARTS_DEBT) == 5_000
        assert balance_minor(station.pk, AccountKind.VEHICLE_DEBT) == 0
        assert (row.posted.kind, row.posted.occurred_on) == (TransactionKind.RECEIVABLE, today())
        assert History.objects.get(verb="receivable.booked").after["amount_minor"] == 5_000


def test_a_repeat_is_harmless_and_other_content_is_refused(delivery: Delivery, finance: Actor, acting: Any) -> None:
    with acting(finance):
        first = book_receivable(delivery, acting_user=finance)
        assert book_receivable(delivery, acting_user=finance) == first
        with pytest.raises(WrongState) as refusal:
            book_receivable(replace(delivery, amount_minor=1), acting_user=finance)
        assert refusal.value.code == DebtError.OTHER_CONTENT
        assert (Receivable.objects.count(), Transaction.objects.count()) == (1, 1)
        assert History.objects.filter(verb="receivable.booked").count() == 1


def test_a_file_is_booked_once(station: Station, rival_station: Station, finance: Actor, acting: Any) -> None:
    text = HEADER + 'SHA01,parts,A-1,2026-11-01,"1,234.50",2026-12-01,brakes\nBJS01,vehicle,V-1,2026-11-02,250000,,\n'
    with acting(finance):
        assert book_file(text.encode("utf-8-sig"), acting_user=finance) == Booked(2, 0)
        assert book_file(text.encode("gb18030"), acting_user=finance) == Booked(0, 2)
        assert balance_minor(station.pk, AccountKind.PARTS_DEBT) == 123_450
        assert balance_minor(rival_station.pk, AccountKind.VEHICLE_DEBT) == 25_000_000


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("XXX99,parts,A,2026-11-01,1,,", "XXX99"),
        ("SHA01,tools,A,2026-11-01,1,,", "tools"),
        ("SHA01,parts,A,yesterday,1,,", "yesterday"),
        ("SHA01,parts,A,2026-11-01,one,,", ""),
        ("SHA01,parts,A,2026-11-01,1.005,,", ""),
        ("SHA01,parts,A,2026-11-01,-3,,", ""),
        ("SHA01,parts,,2026-11-01,1,,", "document"),
        ("", ""),
        ("SHA01,parts,A,2026-11-01,1,,\nSHA01,parts,A,2026-11-01,1,,", "A"),
    ],
)
def test_a_file_with_an_error_books_nothing(row: str, said: str, station: Station, finance: Actor, acting: Any) -> None:
    good = "SHA01,parts,GOOD,2026-11-01,1,,\n" if row else ""
    with acting(finance):
        with pytest.raises(Invalid) as refusal:
            book_file((HEADER + good + row).encode(), acting_user=finance)
        assert refusal.value.code == DebtError.FILE
        assert said in str(refusal.value.message)
        assert not Receivable.objects.exists()


def test_what_is_free_is_the_smaller_of_both(delivery: Delivery, station: Station, finance: Actor, acting: Any) -> None:
    claim_posting(station.pk, 3_000)
    with acting(finance):
        book_receivable(delivery, acting_user=finance)
        free = available(station.pk, Debt.PARTS)
        assert (free.payable_minor, free.debt_minor, free.limit_minor) == (3_000, 5_000, 3_000)
        assert available(station.pk, Debt.VEHICLE).limit_minor == 0


def test_amounts_and_stations_are_checked(delivery: Delivery, finance: Actor, acting: Any) -> None:
    with acting(finance):
        with pytest.raises(Invalid):
            book_receivable(replace(delivery, amount_minor=0), acting_user=finance)
        with pytest.raises(NotYours):
            book_receivable(replace(delivery, station_id=new_id()), acting_user=finance)


@pytest.mark.parametrize("who", ["station_manager", "parts_sales", "finance_lead"])
def test_only_finance_books(who: str, delivery: Delivery, acting: Any, at_office: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor):
        with pytest.raises(NotAllowed):
            book_receivable(delivery, acting_user=actor)
        with pytest.raises(NotAllowed):
            book_file(b"", acting_user=actor)
    with at_office():
        assert not Transaction.objects.exists()


def test_a_rival_sees_no_debt(delivery: Delivery, finance: Actor, rival_manager: Actor, acting: Any) -> None:
    with acting(finance):
        book_receivable(delivery, acting_user=finance)
    with acting(rival_manager):
        assert not Receivable.objects.exists()
