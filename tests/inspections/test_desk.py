"""What the modules show on the home page and in the search."""

from typing import Any

import pytest

from accounts.actors import Actor
from audit.certification.desk import expiring_card, find_certificates
from audit.inspections.desk import corrections_due, find_findings, find_inspections, findings_card, visits_card
from catalog.desk import find_operations, find_parts, find_vehicles
from catalog.models import Vehicle
from catalog.subscribers import note_mileage
from common.history.record import record
from common.people import Process
from tests.builders.audit import a_certificate, a_finding, an_inspection, in_days
from tests.builders.catalog import a_part, a_vehicle, an_operation

pytestmark = pytest.mark.django_db


def test_the_station_sees_what_it_has_to_correct(acting: Any, station: Any, station_manager: Actor) -> None:
    finding = a_finding(station, is_overdue=True)
    with acting(station_manager):
        card, due = findings_card(station_manager), corrections_due(station_manager)
    assert (card.number, card.tone, len(due)) == (1, "bad", 1)
    assert due[0].url.endswith(f"/findings/{finding.pk}/")


def test_the_auditor_sees_what_to_check_and_where_to_go(acting: Any, station: Any, auditor: Actor) -> None:
    a_finding(station, status="corrected")
    an_inspection(station)
    with acting(auditor):
        assert findings_card(auditor).number == 1
        assert visits_card(auditor).number == 1


def test_what_ends_soon_is_shown(acting: Any, trainer: Actor, appraiser: Actor, technician: Actor) -> None:
    a_certificate(appraiser, valid_until=in_days(10))
    a_certificate(technician)
    with acting(trainer):
        card = expiring_card(trainer)
    assert (card.number, card.tone) == (1, "warn")


def test_everything_is_found(acting: Any, station: Any, auditor: Actor, appraiser: Actor) -> None:
    finding, certificate, vehicle = a_finding(station), a_certificate(appraiser), a_vehicle()
    a_part("WP-100")
    an_operation("WP-200")
    with acting(auditor):
        assert find_findings(auditor, finding.number)
        assert find_inspections(auditor, finding.inspection.number)
        assert find_certificates(auditor, certificate.number)
        assert [hit.label for hit in find_vehicles(auditor, vehicle.vin[-8:])] == [vehicle.vin]
        assert find_vehicles(auditor, "JLDR4")
        assert not find_vehicles(auditor, "JL")
        assert find_parts(auditor, "wp-1")
        assert find_operations(auditor, "wp-2")


def test_a_stranger_finds_nothing(acting: Any, station: Any, appraiser: Actor, rival_manager: Actor) -> None:
    finding, certificate = a_finding(station), a_certificate(appraiser)
    with acting(rival_manager):
        assert not find_findings(rival_manager, finding.number)
        assert not find_certificates(rival_manager, certificate.number)


def test_a_delivered_order_tells_the_mileage_which_never_goes_down(at_office: Any) -> None:
    vehicle = a_vehicle(mileage_km=5000)
    with at_office():
        for mileage_km in (7000, 6000, "many"):
            after = {"vin": vehicle.vin, "mileage_km": mileage_km}
            note_mileage(record(vehicle, "repair_order.delivered", Process("tests"), after=after))
    assert Vehicle.objects.get(pk=vehicle.pk).mileage_km == 7000


def test_home_pages_show_the_cards(client_for: Any, station: Any, auditor: Actor, station_manager: Actor) -> None:
    finding = a_finding(station)
    assert client_for(auditor).get("/").status_code == 200
    assert finding.number in client_for(station_manager).get("/s/SHA01/").content.decode()
