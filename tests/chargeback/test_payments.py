"""One receipt for several chargebacks, netted with what the supplier has in credit; recovery agrees with the ledger to the cent."""

from typing import Any

import pytest
from django.db import connection

from accounts.actors import Actor
from billing.chargeback.actions import (
    accept_chargeback,
    accept_chargebacks,
    book_payment,
    book_payments,
    dispute_chargeback,
    raise_chargeback,
    withdraw_chargebacks,
)
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.chargeback.recovery import WAYS, reconcile, recovery_by
from billing.chargeback.selectors import payable_by
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from common.errors import Invalid, NotYours, WrongState
from tenants.registry.models import Station
from tests.builders.chargeback import CLAIMS, contract, settled_line, supplier
from tests.builders.oldparts import let_the_limit_pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(station: Station) -> list[Chargeback]:
    contract("80")
    return [raise_chargeback(settled_line(station.pk, minor), acting_user=CLAIMS)[0] for minor in (1_000, 2_000, 3_000)]


def test_all_are_accepted_together(three: list[Chargeback], supplier_user: Actor, acting: Any) -> None:
    with acting(supplier_user):
        assert accept_chargebacks([row.pk for row in three], acting_user=supplier_user) == 3
        assert accept_chargebacks([row.pk for row in three], acting_user=supplier_user) == 0


def test_credit_is_netted(three: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any) -> None:
    keys = [row.pk for row in three]
    with acting(supplier_user):
        accept_chargebacks(keys, acting_user=supplier_user)
    with acting(finance):
        book_payment(keys[0], acting_user=finance, bank_reference="B1")
        withdraw_chargebacks(three[0].line_id, "x", acting_user=CLAIMS)
        assert sum(row.open_minor for row in payable_by(supplier().pk, finance)) == 3_200

        assert book_payments(keys, acting_user=finance, bank_reference="B2") == 3_200

        assert balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier().pk)) == 0
        assert balance(account(AccountKind.BANK)) == 4_000
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None
        with pytest.raises(Invalid):
            book_payments(keys, acting_user=finance, bank_reference="B3")


def test_credit_alone_is_no_receipt(three: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any) -> None:
    with acting(supplier_user):
        accept_chargeback(three[0].pk, acting_user=supplier_user)
    with acting(finance):
        book_payment(three[0].pk, acting_user=finance, bank_reference="B1")
        withdraw_chargebacks(three[0].line_id, "x", acting_user=CLAIMS)
        with pytest.raises(Invalid) as refusal:
            book_payments([three[0].pk], acting_user=finance, bank_reference="B2")
    assert refusal.value.code == ChargebackError.NEGATIVE_NET


def test_two_suppliers_are_not_one_receipt(
    three: list[Chargeback], station: Station, finance: Actor, acting: Any
) -> None:
    contract("10", code="S002")
    other = raise_chargeback(settled_line(station.pk, 500), acting_user=CLAIMS)
    with acting(finance), pytest.raises(NotYours):
        book_payments([three[0].pk, *(row.pk for row in other)], acting_user=finance, bank_reference="B")


def test_after_the_limit_nothing_is_disputed(three: list[Chargeback], supplier_user: Actor, acting: Any) -> None:
    let_the_limit_pass(three[0])
    with acting(supplier_user), pytest.raises(WrongState) as refusal:
        dispute_chargeback(three[0].pk, reason="late", acting_user=supplier_user)
    assert refusal.value.code == ChargebackError.TOO_LATE


@pytest.mark.parametrize("way", WAYS)
def test_recovery_reconciles(
    way: str, three: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any
) -> None:
    with acting(supplier_user):
        accept_chargebacks([three[0].pk, three[1].pk], acting_user=supplier_user)
    with acting(finance):
        book_payment(three[0].pk, acting_user=finance, bank_reference="B1")
        withdraw_chargebacks(three[2].line_id, "x", acting_user=CLAIMS)
        found, rows = reconcile(finance), list(recovery_by(way, finance))
        assert found.difference_minor == 0
        assert sum(row["open_minor"] for row in rows) == found.open_minor == 1_600
        assert [(row["charged_minor"], row["standing_minor"], row["rate"]) for row in rows] == [(4_800, 2_400, 50)]


@pytest.mark.parametrize("address", ["recovery/", "recovery/parts/", "recovery/months/", "payments/", "wanted/"])
def test_the_pages_answer_and_export(address: str, three: list[Chargeback], request: Any, client_for: Any) -> None:
    who = request.getfixturevalue("final_reviewer" if "wanted" in address else "finance")
    client = client_for(who)
    assert client.get(f"/chargeback/{address}").status_code == 200
    assert client.get(f"/chargeback/{address}?format=xlsx").content.startswith(b"PK")


def test_payments_are_booked_from_the_page(
    three: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any, client_for: Any, at_office: Any
) -> None:
    with acting(supplier_user):
        accept_chargebacks([row.pk for row in three], acting_user=supplier_user)
    address = f"/chargeback/payments/{supplier().pk}/"
    client = client_for(finance)
    assert three[0].number in client.get(address).content.decode()
    sent = {"bank_reference": "ICBC-2", "chargebacks": [str(three[0].pk), str(three[1].pk)]}
    assert client.post(address, sent).status_code == 302
    with at_office():
        assert Chargeback.objects.filter(status=ChargebackStatus.PAID).count() == 2
