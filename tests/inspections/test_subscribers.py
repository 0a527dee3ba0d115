"""People are told, each in their own language, and once."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from audit.certification import subscribers as certification
from audit.inspections import subscribers
from common.history.models import History
from common.history.record import record
from common.people import Process
from desk.models import Notification
from tests.builders.audit import a_certificate, a_finding, a_reported_inspection

pytestmark = pytest.mark.django_db
CLOCK = Process("tests")


def told(actor: Actor) -> list[Notification]:
    return list(Notification.objects.filter(user=actor.user))


def event(at_office: Any, subject: Any, verb: str) -> History:
    with at_office():
        return record(subject, verb, CLOCK)


@pytest.mark.parametrize(
    ("handler", "verb", "personas"),
    [
        ("tell_that_a_correction_is_late", "finding.overdue", {"station_manager", "auditor"}),
        ("tell_those_above", "finding.escalated", {"regional_officer", "service_management"}),
        ("ask_for_the_recheck", "finding.corrected", {"auditor"}),
        ("tell_that_it_is_open_again", "finding.reopened", {"station_manager"}),
    ],
)
def test_a_finding_is_told_to_those_concerned(
    request: Any, at_office: Any, station: Any, handler: str, verb: str, personas: set[str]
) -> None:
    everybody = {"station_manager", "auditor", "regional_officer", "service_management", "rival_manager"}
    actors = {name: request.getfixturevalue(name) for name in everybody}
    happened = event(at_office, a_finding(station), verb)
    with at_office():
        for _again in range(2):
            getattr(subscribers, handler)(happened)
    assert {name for name, actor in actors.items() if told(actor)} == personas
    assert all(len(told(actors[name])) == 1 for name in personas)


def test_the_result_is_told_in_the_readers_language(at_office: Any, station: Any, station_manager: Actor) -> None:
    User.objects.filter(pk=station_manager.id).update(language="en")
    inspection = a_reported_inspection(station)
    happened = event(at_office, inspection, "inspection.reported")
    with at_office():
        subscribers.tell_the_station_its_result(happened)
    note = told(station_manager)[0]
    assert note.text == f"Audit {inspection.number}: 91.5 points, 0 findings."
    assert note.url == f"/s/SHA01/inspections/{inspection.pk}/"


@pytest.mark.parametrize(
    ("handler", "verb", "personas"),
    [
        ("tell_that_it_expires_soon", "certificate.expires_soon", {"appraiser", "station_manager", "trainer"}),
        ("tell_that_it_expired", "certificate.expired", {"appraiser", "station_manager", "trainer"}),
        ("tell_that_it_was_revoked", "certificate.revoked", {"appraiser", "station_manager"}),
        ("tell_that_it_was_granted", "certificate.granted", {"appraiser", "station_manager"}),
        ("tell_that_it_was_renewed", "certificate.renewed", {"appraiser", "station_manager"}),
    ],
)
def test_a_certificate_is_told_to_those_concerned(
    request: Any, at_office: Any, appraiser: Actor, handler: str, verb: str, personas: set[str]
) -> None:
    everybody = {"appraiser", "station_manager", "trainer", "rival_manager"}
    actors = {name: request.getfixturevalue(name) for name in everybody}
    happened = event(at_office, a_certificate(appraiser), verb)
    with at_office():
        getattr(certification, handler)(happened)
    assert {name for name, actor in actors.items() if told(actor)} == personas
