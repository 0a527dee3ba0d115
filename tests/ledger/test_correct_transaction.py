"""Correcting a transaction: one person asks, another posts the contra entries, once, with a reason."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.ledger.actions import approve_correction, refuse_correction, request_correction
from billing.ledger.choices import CORRECTION_MOVES, AccountKind, CorrectionStatus, LedgerError, TransactionKind
from billing.ledger.models import Correction, Transaction
from billing.ledger.posting import account, balance, reverse
from billing.ledger.sources import only_corrected_in
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS, claim_posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(station: Station, finance: Actor, acting: Any) -> Correction:
    original = claim_posting(station.pk, 700)
    with acting(finance):
        return request_correction(original.pk, acting_user=finance, reason="wrong station")


def owed(station: Station) -> int:
    return -balance(account(AccountKind.STATION_PAYABLE, station.pk))


def test_asking_alone_moves_nothing(asked: Correction, station: Station, at_office: Any) -> None:
    with at_office():
        assert owed(station) == 700
        assert History.objects.get(verb="correction.requested").reason == "wrong station"


def test_the_contra_entries_take_the_amount_back(
    asked: Correction, station: Station, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance_lead):
        contra = approve_correction(asked.pk, acting_user=finance_lead).contra
        assert contra is not None
        assert owed(station) == 0
        assert (contra.kind, contra.reverses_id, contra.reason) == (
            TransactionKind.CORRECTION,
            asked.original_id,
            "wrong station",
        )
        assert contra.reference == asked.original.reference
        assert History.objects.get(verb="correction.posted").actor_name == finance_lead.name


@pytest.mark.parametrize("step", [approve_correction, refuse_correction])
def test_who_asked_does_not_decide(step: Any, asked: Correction, station: Station, finance: Actor, acting: Any) -> None:
    extra = {"reason": "no"} if step is refuse_correction else {}
    with acting(finance), pytest.raises(NotAllowed) as refusal:
        step(asked.pk, acting_user=finance, **extra)
    assert refusal.value.code == LedgerError.SAME_PERSON
    with acting(finance):
        assert owed(station) == 700


def test_the_database_wants_two_people(asked: Correction, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(IntegrityError, match="correction_by_two_people"), transaction.atomic():
        asked.change(decided_by=finance.id)


def test_it_is_asked_and_posted_once(asked: Correction, finance: Actor, finance_lead: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(WrongState) as refusal:
        request_correction(asked.original_id, acting_user=finance, reason="b")
    assert refusal.value.code == LedgerError.REVERSED
    with acting(finance_lead):
        approve_correction(asked.pk, acting_user=finance_lead)
        with pytest.raises(WrongState):
            approve_correction(asked.pk, acting_user=finance_lead)
        with pytest.raises(WrongState):
            request_correction(asked.original_id, acting_user=finance_lead, reason="c")
        assert Transaction.objects.count() == 2


def test_a_refused_one_may_be_asked_again(
    asked: Correction, station: Station, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance_lead):
        refused = refuse_correction(asked.pk, acting_user=finance_lead, reason="the claim is right")
        assert (refused.status, refused.answer, owed(station)) == (CorrectionStatus.REFUSED, "the claim is right", 700)
    with acting(finance):
        assert request_correction(asked.original_id, acting_user=finance, reason="look again").pk != asked.pk


def test_two_who_ask_at_once_ask_once(
    asked: Correction, finance: Actor, acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is passed by both; the constraint decides."""
    monkeypatch.setattr("billing.ledger.actions._require_correctable", lambda original: None)
    with acting(finance), pytest.raises(WrongState):
        request_correction(asked.original_id, acting_user=finance, reason="b")


@pytest.mark.parametrize("start", list(CorrectionStatus))
@pytest.mark.parametrize("end", list(CorrectionStatus))
def test_every_move_is_in_the_table_or_refused(start: CorrectionStatus, end: CorrectionStatus) -> None:
    if end not in CORRECTION_MOVES[start]:
        with pytest.raises(WrongState):
            Correction(status=start).move_to(end)


def test_a_room_that_reverses_twice_gets_the_first(station: Station, at_office: Any) -> None:
    original = claim_posting(station.pk)
    first = reverse(original, "reopened", acting_user=CLAIMS)
    assert reverse(original, "reopened", acting_user=CLAIMS).pk == first.pk


def test_a_correction_is_not_corrected(station: Station, finance: Actor, acting: Any) -> None:
    contra = reverse(claim_posting(station.pk), "x", acting_user=CLAIMS)
    with acting(finance), pytest.raises(WrongState) as refusal:
        request_correction(contra.pk, acting_user=finance, reason="again")
    assert refusal.value.code == LedgerError.IS_REVERSAL


def test_some_are_corrected_elsewhere(
    station: Station, finance: Actor, acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.ledger.sources._elsewhere", {})
    only_corrected_in("bank", "Ask the bank.")
    original = claim_posting(station.pk, key="bank:1")
    with acting(finance), pytest.raises(Invalid, match=LedgerError.OWNED):
        request_correction(original.pk, acting_user=finance, reason="x")


def test_it_wants_a_reason(station: Station, asked: Correction, finance_lead: Actor, acting: Any) -> None:
    original = claim_posting(station.pk)
    with acting(finance_lead):
        for step, key in ((request_correction, original.pk), (refuse_correction, asked.pk)):
            with pytest.raises(Invalid) as refusal:
                step(key, acting_user=finance_lead, reason="  ")
            assert refusal.value.field == "reason"


def test_an_unknown_one_is_not_found(finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotYours):
        request_correction(new_id(), acting_user=finance, reason="x")


@pytest.mark.parametrize("who", ["auditor", "station_manager", "reviewer", "supplier_user"])
def test_others_may_not_and_nothing_happens(
    who: str, station: Station, asked: Correction, acting: Any, at_office: Any, request: Any
) -> None:
    original = claim_posting(station.pk)
    actor = request.getfixturevalue(who)
    with acting(actor):
        with pytest.raises(NotAllowed):
            request_correction(original.pk, acting_user=actor, reason="x")
        with pytest.raises(NotAllowed):
            approve_correction(asked.pk, acting_user=actor)
    with at_office():
        assert (Transaction.objects.count(), Correction.objects.count()) == (2, 1)
        assert History.objects.filter(aggregate="correction").count() == 1


def test_a_reversal_is_posted_once_and_not_reversed_itself(
    station: Station, finance_lead: Actor, at_office: Any
) -> None:
    original = claim_posting(station.pk, 700)
    with at_office():
        contra = reverse(original, "twice", acting_user=finance_lead)
        assert reverse(original, "again", acting_user=finance_lead) == contra
        with pytest.raises(WrongState) as refusal:
            reverse(contra, "back", acting_user=finance_lead)
        assert (refusal.value.code, owed(station)) == (LedgerError.IS_REVERSAL, 0)
