"""A trainer certifies a station's person."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Role
from audit.certification.actions import grant_certificate
from audit.certification.choices import CertificateScope, CertificationError
from audit.certification.models import Certificate
from audit.certification.policies import certificate_on, holders
from common.clock import today
from common.deadlines.models import Deadline
from common.errors import DomainError, NotAllowed
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.audit import a_certificate, a_course, in_days
from tests.builders.moments import asked_now

pytestmark = pytest.mark.django_db


def grant(trainer: Actor, holder: Actor, **facts: Any) -> Certificate:
    asked = {"scope": CertificateScope.APPRAISAL, "valid_from": today(), "valid_until": in_days(700)} | facts
    return grant_certificate(station_id=holder.station_id, user_id=holder.id, acting_user=trainer, **asked)


def test_the_holder_is_qualified_from_the_first_to_the_last_day(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    with acting(trainer):
        made = grant(trainer, appraiser)
        asked = (appraiser.id, appraiser.station_id)
        assert certificate_on(*asked, "appraisal", today()) == made
        assert certificate_on(*asked, "appraisal", in_days(700)) == made
        assert certificate_on(*asked, "appraisal", in_days(701)) is None
        assert certificate_on(*asked, "appraisal", in_days(-1)) is None
        assert certificate_on(*asked, "rescue", today()) is None
        assert holders("appraisal", today()) >= {(appraiser.station_id, appraiser.id)}


def test_it_is_told_in_history_and_watched(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    with acting(trainer):
        made = grant(trainer, appraiser)
        assert History.objects.get(aggregate_id=made.pk).verb == "certificate.granted"
        assert Deadline.objects.filter(subject_id=made.pk, done_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"valid_until": lambda: in_days(-1), "valid_from": lambda: in_days(-10)}, CertificationError.DATES),
        ({"valid_from": lambda: in_days(10), "valid_until": lambda: in_days(5)}, CertificationError.DATES),
        ({"valid_until": lambda: in_days(365 * 6)}, CertificationError.DATES),
    ],
)
def test_it_refuses_days_that_make_no_sense(
    acting: Any, trainer: Actor, appraiser: Actor, facts: Any, code: str
) -> None:
    with acting(trainer), pytest.raises(DomainError) as caught:
        grant(trainer, appraiser, **asked_now(facts))
    assert caught.value.code == code


def test_it_refuses_days_that_another_one_covers(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    a_certificate(appraiser)
    with acting(trainer), pytest.raises(DomainError) as caught:
        grant(trainer, appraiser)
    assert caught.value.code == CertificationError.OVERLAPS


def test_it_refuses_somebody_of_another_station(
    acting: Any, trainer: Actor, appraiser: Actor, rival_manager: Actor
) -> None:
    with acting(trainer), pytest.raises(DomainError) as caught:
        grant_certificate(
            station_id=rival_manager.station_id, user_id=appraiser.id, scope="rescue", valid_from=today(),
            valid_until=in_days(9), acting_user=trainer,
        )  # fmt: skip
    assert caught.value.code == CertificationError.NOT_AT_STATION


def test_the_course_must_lead_to_the_scope(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    course = a_course(scope=CertificateScope.RESCUE)
    with acting(trainer), pytest.raises(DomainError) as caught:
        grant(trainer, appraiser, course_id=course.pk)
    assert caught.value.code == CertificationError.COURSE


@pytest.mark.parametrize("persona", ["station_manager", "auditor", "administrator", "appraiser", "supplier_user"])
def test_nobody_else_may(request: Any, acting: Any, at_office: Any, appraiser: Actor, persona: str) -> None:
    actor = request.getfixturevalue(persona)
    with acting(actor), pytest.raises(NotAllowed):
        grant(actor, appraiser)
    with at_office():
        assert not Certificate.objects.exists()
        assert not History.objects.filter(aggregate="certificate").exists()


def test_holders_of_some_stations(acting: Any, trainer: Actor, appraiser: Actor, rival_technician: Actor) -> None:
    a_certificate(appraiser)
    a_certificate(rival_technician)
    with acting(trainer):
        found = holders("appraisal", today(), [appraiser.station_id])
    assert found == {(appraiser.station_id, appraiser.id)}


def test_nobody_certifies_himself(acting: Any, trainer: Actor, station: Any) -> None:
    Membership.objects.create(user=trainer.user, role=Role.APPRAISER, station_id=station.pk)
    with acting(trainer), pytest.raises(NotAllowed) as caught:
        grant_certificate(
            station_id=station.pk, user_id=trainer.id, scope="rescue", valid_from=today(), valid_until=in_days(9),
            acting_user=trainer,
        )  # fmt: skip
    assert caught.value.code == CertificationError.OWN


def test_a_closed_station_gets_none(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    Station.objects.filter(pk=appraiser.station_id).update(status="withdrawn")
    with acting(trainer), pytest.raises(DomainError) as caught:
        grant(trainer, appraiser)
    assert caught.value.field == "station"
