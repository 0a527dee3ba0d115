"""Bank details: the station proposes, finance approves, what stood before is superseded."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.settlement.invoicing.check import approved_details
from billing.settlement.invoicing.choices import DetailsStatus, InvoiceError
from billing.settlement.invoicing.details import (
    CallBack,
    approve_bank_details,
    propose_bank_details,
    record_call_back,
    refuse_bank_details,
)
from billing.settlement.models import BankDetails
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from tenants.registry.models import Station
from tests.builders.settlement import COMPANY, called_and_approved, with_bank_details

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(station_manager: Actor, acting: Any) -> BankDetails:
    with acting(station_manager):
        return propose_bank_details(COMPANY, reason="new bank", acting_user=station_manager)


def test_the_new_ones_supersede_the_old(
    proposed: BankDetails, station: Station, finance: Actor, station_manager: Actor, acting: Any
) -> None:
    with acting(finance):
        called_and_approved(proposed)
    with acting(station_manager):
        other = replace(COMPANY, account_number="6222000099998888")
        second = propose_bank_details(other, reason="moved", acting_user=station_manager)
    with acting(finance):
        called_and_approved(second)
        found = approved_details(station.pk)
        assert found is not None
        assert (found.account_number, found.masked) == ("6222000099998888", "****8888")
        proposed.refresh_from_db()
        assert proposed.status == DetailsStatus.SUPERSEDED


def test_one_proposal_at_a_time(proposed: BankDetails, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(WrongState) as refusal:
        propose_bank_details(COMPANY, reason="again", acting_user=station_manager)
    assert refusal.value.code == InvoiceError.PROPOSED_ALREADY


def test_a_refusal_leaves_the_old_ones(station: Station, finance: Actor, station_manager: Actor, acting: Any) -> None:
    first = with_bank_details()
    with acting(station_manager):
        second = propose_bank_details(COMPANY, reason="again", acting_user=station_manager)
    with acting(finance):
        with pytest.raises(Invalid):
            refuse_bank_details(second.pk, acting_user=finance, reason="")
        refuse_bank_details(second.pk, acting_user=finance, reason="the same account")
        assert approved_details(station.pk) == first
        with pytest.raises(WrongState):
            approve_bank_details(second.pk, acting_user=finance)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tax_number", "123"),
        ("bank_code", "1022900000"),
        ("account_number", "62 22"),
        ("company_name", "=cmd()"),
        ("bank_name", " "),
    ],
)
def test_numbers_have_their_form(field: str, value: str, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(Invalid) as refusal:
        propose_bank_details(replace(COMPANY, **{field: value}), reason="x", acting_user=station_manager)
    assert refusal.value.field == field


def test_two_people_by_constraint(proposed: BankDetails, station_manager: Actor, at_office: Any) -> None:
    with at_office(), pytest.raises(IntegrityError, match="bank_details_by_two_people"), transaction.atomic():
        proposed.move_to(DetailsStatus.REFUSED, decided_by=station_manager.id)


def test_others_may_not(
    proposed: BankDetails, station_manager: Actor, reviewer: Actor, rival_manager: Actor, acting: Any
) -> None:
    for actor in (station_manager, reviewer):
        with acting(actor), pytest.raises(NotAllowed):
            approve_bank_details(proposed.pk, acting_user=actor)
    with acting(rival_manager):
        assert not BankDetails.objects.exists()


def test_an_unknown_one_is_not_found(station: Station, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotYours):
        approve_bank_details(station.pk, acting_user=finance)


CALL = CallBack("400-000-0000", "站长", "已核实")


def test_without_a_call_back_nobody_approves(proposed: BankDetails, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(WrongState) as refusal:
        approve_bank_details(proposed.pk, acting_user=finance)
    assert refusal.value.code == InvoiceError.NOT_CALLED


def test_who_called_does_not_approve(proposed: BankDetails, finance: Actor, acting: Any) -> None:
    with acting(finance):
        record_call_back(proposed.pk, CALL, acting_user=finance)
        with pytest.raises(NotAllowed):
            approve_bank_details(proposed.pk, acting_user=finance)
        proposed.refresh_from_db()
        assert proposed.status == DetailsStatus.PROPOSED


@pytest.mark.parametrize("field", ["number", "person", "note"])
def test_a_call_says_whom_and_what(field: str, proposed: BankDetails, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(Invalid) as refusal:
        record_call_back(proposed.pk, replace(CALL, **{field: " "}), acting_user=finance)
    assert refusal.value.field == field


def test_the_database_wants_the_call_of_another(proposed: BankDetails, finance: Actor, at_office: Any) -> None:
    for called_by in (None, finance.id):
        with (
            at_office(),
            pytest.raises(IntegrityError, match="bank_details_approved_after_a_call"),
            transaction.atomic(),
        ):
            proposed.refresh_from_db()
            proposed.move_to(DetailsStatus.APPROVED, decided_by=finance.id, called_by=called_by)
