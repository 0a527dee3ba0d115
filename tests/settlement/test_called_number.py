"""The number on which a station is called back: one that was changed since the account in force was approved is told, and not offered."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from billing.settlement.invoicing.details import CallBack, propose_bank_details, record_call_back
from billing.settlement.models import BankDetails
from common.history.record import record
from tenants.registry.models import Station
from tests.builders.settlement import COMPANY, with_bank_details
from tests.world import office_actor

pytestmark = pytest.mark.django_db
OLD, NEW = "021-5555 0001", "13900001111"


def new_phone(station: Station, phone: str) -> None:
    before = {"phone": station.phone}
    station.change(phone=phone)
    who = office_actor(Role.SERVICE_MANAGEMENT)
    told = {"phone": phone, "change": "CHG-2026-0007"}
    record(station, "station.changed", who, before=before, after=told, station_id=station.pk)


@pytest.fixture
def details(station: Station, station_manager: Actor, acting: Any, at_office: Any) -> BankDetails:
    """A proposal over an account in force; the phone was changed before that account, and again since."""
    with at_office():
        new_phone(station, OLD)
    with_bank_details()
    with at_office():
        new_phone(station, NEW)
    with acting(station_manager):
        return propose_bank_details(COMPANY, reason="new bank", acting_user=station_manager)


def address(details: BankDetails, step: str = "") -> str:
    return f"/settlement/bank-details/{details.pk}/{step}"


def test_the_number_before_is_offered_and_the_change_is_told(
    details: BankDetails, finance: Actor, client_for: Any
) -> None:
    page = client_for(finance).get(address(details, "call-back/"))
    text = page.content.decode()
    assert f'value="{OLD}"' in text and NEW in text and "CHG-2026-0007" in text


def test_who_approves_sees_that_the_new_number_was_called(
    details: BankDetails, finance: Actor, station_manager: Actor, acting: Any, client_for: Any
) -> None:
    with acting(finance):
        record_call_back(details.pk, CallBack("139-0000-1111", "站长", "已核实"), acting_user=finance)
    assert "CHG-2026-0007" in client_for(finance).get(address(details)).content.decode()
    at_station = client_for(station_manager).get(f"/s/SHA01{address(details)}")
    assert at_station.status_code == 200 and "CHG-2026-0007" not in at_station.content.decode()


def test_a_number_known_before_is_nothing_to_tell(
    details: BankDetails, finance: Actor, acting: Any, client_for: Any
) -> None:
    with acting(finance):
        record_call_back(details.pk, CallBack(OLD, "站长", "已核实"), acting_user=finance)
    assert "CHG-2026-0007" not in client_for(finance).get(address(details)).content.decode()


def test_without_a_change_the_station_s_number_is_offered(
    station: Station, station_manager: Actor, finance: Actor, acting: Any, client_for: Any
) -> None:
    with acting(station_manager):
        details = propose_bank_details(COMPANY, reason="first", acting_user=station_manager)
    assert f'value="{station.phone}"' in client_for(finance).get(address(details, "call-back/")).content.decode()
