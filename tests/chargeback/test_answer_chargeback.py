"""The supplier's answer, re-inspection, payment; and who may not."""

from typing import Any

import pytest
from django.db import connection

from accounts.actors import Actor
from accounts.roles import Place
from billing.chargeback.actions import (
    accept_by_limit,
    accept_chargeback,
    book_payment,
    dispute_chargeback,
    resolve_dispute,
)
from billing.chargeback.choices import CHARGEBACK_MOVES, ChargebackError, ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.chargeback.subscribers import accept_when_the_limit_has_passed
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.chargeback import chargeback, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(station: Station) -> Chargeback:
    return chargeback(station.pk, 100_000, "80")


def owed() -> int:
    return balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier().pk))


def test_the_supplier_accepts(raised: Chargeback, supplier_user: Actor, acting: Any, at_office: Any) -> None:
    with acting(supplier_user):
        assert accept_chargeback(raised.pk, acting_user=supplier_user).status == ChargebackStatus.ACCEPTED
    with at_office():
        assert History.objects.get(verb="chargeback.accepted").actor_id == supplier_user.id
        assert Deadline.objects.get(subject_id=raised.pk).done_at is not None


def test_silence_accepts(raised: Chargeback, at_office: Any) -> None:
    with at_office():
        accept_when_the_limit_has_passed(Deadline.objects.get(subject_id=raised.pk))
        raised.refresh_from_db()
        assert raised.status == ChargebackStatus.ACCEPTED
        assert accept_by_limit(raised.pk) is None


def test_a_dispute_reduces_after_reinspection(
    raised: Chargeback, supplier_user: Actor, final_reviewer: Actor, acting: Any, at_office: Any
) -> None:
    with acting(supplier_user):
        dispute_chargeback(raised.pk, acting_user=supplier_user, reason="wrong mounting")
    with acting(final_reviewer):
        row = resolve_dispute(raised.pk, acting_user=final_reviewer, amount_minor=30_000, reason="half")
        assert (row.status, row.due_minor, owed()) == (ChargebackStatus.RESOLVED, 30_000, 30_000)
        told = History.objects.get(verb="chargeback.resolved").after
        assert (told["line_id"], told["resolved_minor"]) == (str(raised.line_id), 30_000)
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None


def test_a_dispute_may_leave_it_whole_or_nothing(
    raised: Chargeback, supplier_user: Actor, final_reviewer: Actor, finance: Actor, acting: Any
) -> None:
    with acting(supplier_user):
        dispute_chargeback(raised.pk, acting_user=supplier_user, reason="x")
    with acting(final_reviewer):
        assert resolve_dispute(raised.pk, acting_user=final_reviewer, amount_minor=0, reason="ours").due_minor == 0
        assert owed() == 0
    with acting(finance), pytest.raises(Invalid) as refusal:
        book_payment(raised.pk, acting_user=finance, bank_reference="B")
    assert refusal.value.code == ChargebackError.NOTHING_DUE


@pytest.mark.parametrize("minor", [-1, 80_001])
def test_no_reinspection_raises_the_charge(
    minor: int, raised: Chargeback, supplier_user: Actor, final_reviewer: Actor, acting: Any
) -> None:
    with acting(supplier_user):
        dispute_chargeback(raised.pk, acting_user=supplier_user, reason="x")
    with acting(final_reviewer), pytest.raises(Invalid) as refusal:
        resolve_dispute(raised.pk, acting_user=final_reviewer, amount_minor=minor, reason="x")
    assert refusal.value.field == "amount"


def test_a_dispute_wants_a_reason(raised: Chargeback, supplier_user: Actor, acting: Any) -> None:
    with acting(supplier_user), pytest.raises(Invalid):
        dispute_chargeback(raised.pk, acting_user=supplier_user, reason=" ")


def test_an_answer_is_given_once(raised: Chargeback, supplier_user: Actor, acting: Any) -> None:
    with acting(supplier_user):
        accept_chargeback(raised.pk, acting_user=supplier_user)
        with pytest.raises(WrongState):
            dispute_chargeback(raised.pk, acting_user=supplier_user, reason="late")


@pytest.mark.parametrize("start", list(ChargebackStatus))
@pytest.mark.parametrize("end", list(ChargebackStatus))
def test_every_move_is_in_the_table_or_refused(
    start: ChargebackStatus, end: ChargebackStatus, raised: Chargeback, at_office: Any
) -> None:
    with at_office():
        raised.status = start
        if end in CHARGEBACK_MOVES[start]:
            assert end in raised.possible_moves()
        else:
            with pytest.raises(WrongState):
                raised.move_to(end)


def test_another_supplier_finds_nothing_and_changes_nothing(
    raised: Chargeback, supplier_user: Actor, acting: Any, at_office: Any
) -> None:
    rival = Actor(supplier_user.user, Place.SUPPLIER, supplier_user.roles, supplier_id=supplier("S777").pk)
    with acting(rival):
        assert not Chargeback.objects.exists()
        with pytest.raises(NotYours):
            accept_chargeback(raised.pk, acting_user=rival)
    with at_office():
        assert Chargeback.objects.get().status == ChargebackStatus.RAISED
        assert not History.objects.filter(verb="chargeback.accepted").exists()


@pytest.mark.parametrize("who", ["finance", "reviewer", "station_manager"])
def test_nobody_answers_for_the_supplier(who: str, raised: Chargeback, acting: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        accept_chargeback(raised.pk, acting_user=actor)


def test_the_supplier_does_not_judge_its_own_dispute(raised: Chargeback, supplier_user: Actor, acting: Any) -> None:
    with acting(supplier_user):
        dispute_chargeback(raised.pk, acting_user=supplier_user, reason="x")
        with pytest.raises(NotAllowed):
            resolve_dispute(raised.pk, acting_user=supplier_user, amount_minor=0, reason="x")
