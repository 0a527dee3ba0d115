"""Writing contracts down: never more than 100 % of a part on any day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from billing.chargeback.agreeing import Terms, agree_contract
from billing.chargeback.choices import ChargebackError
from billing.chargeback.models import SupplierContract
from common.errors import CommonError, Invalid, NotAllowed
from tests.builders.api import Caller
from tests.builders.chargeback import part, supplier

pytestmark = pytest.mark.django_db


def terms(number: str = "C1", percent: str = "60", **changes: Any) -> Terms:
    given = {"valid_from": date(2026, 1, 1)} | changes
    return Terms(number=number, supplier=supplier(), subject=part(), share_percent=Decimal(percent), **given)


def test_it_is_written_down(reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        row = agree_contract(terms(), acting_user=reviewer)
        assert row.subject == part()


def test_more_than_100_percent_is_refused(reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        agree_contract(terms(), acting_user=reviewer)
        with pytest.raises(Invalid) as refusal:
            agree_contract(terms("C2", "40.01"), acting_user=reviewer)
        assert refusal.value.code == ChargebackError.OVER_SHARE
        assert agree_contract(terms("C3", "40"), acting_user=reviewer).number == "C3"


@pytest.mark.parametrize(
    "apart",
    [
        {"built_from": date(2025, 1, 1)},
        {"valid_from": date(2027, 1, 1)},
    ],
)
def test_windows_that_do_not_meet_do_not_add_up(apart: dict[str, Any], reviewer: Actor, acting: Any) -> None:
    first: dict[str, Any] = {"built_to": date(2024, 12, 31), "valid_to": date(2026, 12, 31)}
    with acting(reviewer):
        agree_contract(terms(**first), acting_user=reviewer)
        assert agree_contract(terms("C2", "90", **apart), acting_user=reviewer)


@pytest.mark.parametrize("field", ["valid_to", "built_to"])
def test_an_end_before_the_beginning_is_refused(field: str, reviewer: Actor, acting: Any) -> None:
    dates: dict[str, Any] = {"built_from": date(2026, 1, 1), field: date(2020, 1, 1)}
    with acting(reviewer), pytest.raises(Invalid) as refusal:
        agree_contract(terms(**dates), acting_user=reviewer)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"percent": "0"}, "share_percent", ChargebackError.SHARE),
        ({"percent": "-5"}, "share_percent", ChargebackError.SHARE),
        ({"percent": "100.01"}, "share_percent", ChargebackError.SHARE),
        ({"cap_minor": 0}, "cap", ChargebackError.CAP),
        ({"yearly_cap_minor": -1}, "yearly_cap", ChargebackError.CAP),
        ({"batch_from": "B9", "batch_to": "B1"}, "batch_to", ChargebackError.BATCH),
    ],
)
def test_a_wrong_figure_is_named_and_not_called_a_used_number(
    changes: dict[str, Any], field: str, code: str, reviewer: Actor, acting: Any
) -> None:
    with acting(reviewer), pytest.raises(Invalid) as refusal:
        agree_contract(terms(**changes), acting_user=reviewer)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not SupplierContract.objects.exists()


def test_batches_are_kept_without_what_people_type_differently(reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        row = agree_contract(terms(batch_from=" b 2605", batch_to="b2606 "), acting_user=reviewer)
    assert (row.batch_from, row.batch_to) == ("B2605", "B2606")


def test_a_number_is_used_once(reviewer: Actor, acting: Any) -> None:
    with acting(reviewer):
        agree_contract(terms(percent="10"), acting_user=reviewer)
        with pytest.raises(Invalid) as refusal:
            agree_contract(terms(percent="10"), acting_user=reviewer)
    assert refusal.value.code == CommonError.DUPLICATE


def test_others_may_not(finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotAllowed):
        agree_contract(terms(), acting_user=finance)
    assert not SupplierContract.objects.exists()


def test_the_api_says_in_the_readers_language_what_is_missing(reviewer: Actor, client_for: Any) -> None:
    body = {"number": "C9", "supplier": supplier().public_id, "share_percent": "60", "valid_from": "2026-01-01"}
    answer = Caller(client_for(reviewer)).post("supplier-contracts", body)
    assert answer.status_code == 422
    assert "二者取一" in answer.content.decode()
