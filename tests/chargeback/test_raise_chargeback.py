"""Raising chargebacks at final review."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.chargeback.actions import accept_chargeback, book_payment, raise_chargeback, withdraw_chargebacks
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.chargeback.raising import ANSWER_DUE
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from common.deadlines.models import Deadline
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.chargeback import CLAIMS, chargeback, contract, settled_line, supplier

pytestmark = pytest.mark.django_db


def owed(code: str = "S001") -> int:
    return balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier(code).pk))


def test_the_supplier_owes_its_share(station: Station, at_office: Any) -> None:
    row = chargeback(station.pk, 99_999, "80")
    with at_office():
        assert row.amount_minor == 79_999
        assert owed() == 79_999
        assert balance(account(AccountKind.RECOVERY_INCOME)) == -79_999
        assert History.objects.get(verb="chargeback.raised").aggregate_id == row.pk
        assert Deadline.objects.get(kind=ANSWER_DUE, subject_id=row.pk).due_at == row.answer_due_at


def test_several_suppliers_are_split_to_the_cent(station: Station, at_office: Any) -> None:
    contract("50", number="A")
    contract("50", number="B", code="S002")
    rows = raise_chargeback(settled_line(station.pk, 10_001), acting_user=CLAIMS)
    assert sorted(row.amount_minor for row in rows) == [5_000, 5_001]
    with at_office():
        assert owed("S001") + owed("S002") == 10_001


def test_the_cap_counts_per_unit(station: Station) -> None:
    contract("100", cap_minor=300)
    assert raise_chargeback(settled_line(station.pk, 1_000, quantity=2), acting_user=CLAIMS)[0].amount_minor == 600


def test_it_is_raised_once(station: Station, at_office: Any) -> None:
    contract()
    line = settled_line(station.pk)
    first = raise_chargeback(line, acting_user=CLAIMS)
    assert raise_chargeback(line, acting_user=CLAIMS) == first
    with at_office():
        assert Chargeback.objects.count() == 1


@pytest.mark.parametrize("minor", [0, 1])
def test_nothing_is_raised_for_less_than_a_cent(minor: int, station: Station) -> None:
    contract("40")
    assert raise_chargeback(settled_line(station.pk, minor), acting_user=CLAIMS) == []


def test_nothing_is_raised_without_a_contract(station: Station) -> None:
    assert raise_chargeback(settled_line(station.pk), acting_user=CLAIMS) == []


def test_a_station_that_triggers_it_may(station: Station, appraiser: Actor, acting: Any, at_office: Any) -> None:
    contract()
    with acting(appraiser):
        raise_chargeback(settled_line(station.pk), acting_user=appraiser)
    with at_office():
        assert Chargeback.objects.get().station_id == station.pk


def test_a_reopened_line_takes_it_back(station: Station, at_office: Any) -> None:
    row = chargeback(station.pk)
    withdraw_chargebacks(row.line_id, "part was fine", acting_user=CLAIMS)
    with at_office():
        row.refresh_from_db()
        assert row.status == ChargebackStatus.CANCELLED
        assert (owed(), row.due_minor) == (0, 0)
        assert Deadline.objects.get(subject_id=row.pk).done_at is not None
        again = raise_chargeback(settled_line(station.pk, line_id=row.line_id), acting_user=CLAIMS)
        assert again[0].pk != row.pk


def test_what_was_paid_for_a_reopened_line_is_the_suppliers_credit(
    station: Station, supplier_user: Actor, finance: Actor, acting: Any, at_office: Any
) -> None:
    row = chargeback(station.pk)
    with acting(supplier_user):
        accept_chargeback(row.pk, acting_user=supplier_user)
    with acting(finance):
        book_payment(row.pk, acting_user=finance, bank_reference="B1")
    with at_office():
        assert owed() == 0
        withdraw_chargebacks(row.line_id, "x", acting_user=CLAIMS)
        row.refresh_from_db()
        assert (row.status, row.open_minor, owed()) == (ChargebackStatus.CANCELLED, -80_000, -80_000)
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_minor": 80_001}, "chargeback_within_share"),
        ({"amount_minor": 0}, "chargeback_positive"),
        ({"resolved_minor": 80_001}, "chargeback_resolved_within"),
        ({"status": "paid"}, "can not move"),
    ],
)
def test_the_database_keeps_the_share(
    change: dict[str, Any], constraint: str, station: Station, at_office: Any
) -> None:
    row = chargeback(station.pk)
    with at_office(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Chargeback.objects.filter(pk=row.pk).update(**change)


def test_the_database_keeps_the_sum_of_a_line(station: Station, at_office: Any) -> None:
    """Two contracts of 80 % on one line would recover more than was settled."""
    row = chargeback(station.pk)
    other = contract("80", code="S002")
    with at_office(), pytest.raises(IntegrityError, match="exceed what was settled"), transaction.atomic():
        copy = Chargeback.objects.get(pk=row.pk)
        copy.pk, copy.number, copy.contract, copy._state.adding = other.pk, "CHB-X", other, True
        copy.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
