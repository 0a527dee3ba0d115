"""Correcting a transaction: contra entries, once, with a reason."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.ledger.actions import correct_transaction
from billing.ledger.choices import AccountKind, LedgerError, TransactionKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance, reverse
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting

pytestmark = pytest.mark.django_db


def test_the_contra_entries_take_the_amount_back(station: Station, finance: Actor, acting: Any) -> None:
    original = claim_posting(station.pk, 700)
    with acting(finance):
        contra = correct_transaction(original.pk, acting_user=finance, reason="wrong station")
        assert balance(account(AccountKind.STATION_PAYABLE, station.pk)) == 0
        assert (contra.kind, contra.reverses_id, contra.reason) == (
            TransactionKind.CORRECTION,
            original.pk,
            "wrong station",
        )
        assert contra.reference == original.reference
        assert History.objects.get(verb="transaction.corrected").reason == "wrong station"


def test_it_is_corrected_once(station: Station, finance: Actor, acting: Any) -> None:
    original = claim_posting(station.pk)
    with acting(finance):
        correct_transaction(original.pk, acting_user=finance, reason="a")
        with pytest.raises(WrongState) as refusal:
            correct_transaction(original.pk, acting_user=finance, reason="b")
        assert refusal.value.code == LedgerError.REVERSED
        assert Transaction.objects.count() == 2


def test_a_room_that_reverses_twice_gets_the_first(station: Station, at_office: Any) -> None:
    original = claim_posting(station.pk)
    first = reverse(original, "reopened", acting_user=CLAIMS)
    assert reverse(original, "reopened", acting_user=CLAIMS).pk == first.pk


def test_a_correction_is_not_corrected(station: Station, finance: Actor, acting: Any) -> None:
    contra = reverse(claim_posting(station.pk), "x", acting_user=CLAIMS)
    with acting(finance), pytest.raises(WrongState) as refusal:
        correct_transaction(contra.pk, acting_user=finance, reason="again")
    assert refusal.value.code == LedgerError.IS_REVERSAL


def test_it_wants_a_reason(station: Station, finance: Actor, acting: Any) -> None:
    original = claim_posting(station.pk)
    with acting(finance), pytest.raises(Invalid) as refusal:
        correct_transaction(original.pk, acting_user=finance, reason="  ")
    assert refusal.value.field == "reason"


def test_an_unknown_one_is_not_found(finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotYours):
        correct_transaction(new_id(), acting_user=finance, reason="x")


@pytest.mark.parametrize("who", ["auditor", "station_manager", "reviewer", "supplier_user"])
def test_others_may_not_and_nothing_happens(
    who: str, station: Station, acting: Any, at_office: Any, request: Any
) -> None:
    original = claim_posting(station.pk)
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        correct_transaction(original.pk, acting_user=actor, reason="x")
    with at_office():
        assert Transaction.objects.count() == 1
        assert not History.objects.filter(verb="transaction.corrected").exists()
