"""A certificate is taken back with a reason; nothing else of it changes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from audit.certification.actions import revoke_certificate
from audit.certification.choices import Standing
from audit.certification.deadlines import watch
from audit.certification.models import Certificate
from audit.certification.policies import certificate_on
from common.clock import today
from common.deadlines.models import Deadline
from common.errors import DomainError, Invalid, NotAllowed, WrongState
from tests.builders.audit import a_certificate, in_days

pytestmark = pytest.mark.django_db


def test_it_ends_today_and_what_was_signed_before_stays(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    made = a_certificate(appraiser)
    with acting(trainer):
        revoked = revoke_certificate(made.pk, reason="旧件造假，取消资格", acting_user=trainer)
        assert revoked.standing == Standing.REVOKED
        assert certificate_on(appraiser.id, appraiser.station_id, "appraisal", today()) is None
        assert certificate_on(appraiser.id, appraiser.station_id, "appraisal", in_days(-1)) == made


def test_its_time_limits_are_called_off(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    made = a_certificate(appraiser)
    with acting(trainer):
        watch(made)
        revoke_certificate(made.pk, reason="no longer at work", acting_user=trainer)
        assert not Deadline.objects.filter(subject_id=made.pk, done_at__isnull=True).exists()


def test_it_needs_a_reason(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    made = a_certificate(appraiser)
    with acting(trainer), pytest.raises(Invalid):
        revoke_certificate(made.pk, reason="  ", acting_user=trainer)


def test_twice_is_the_wrong_state(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    made = a_certificate(appraiser)
    with acting(trainer):
        revoke_certificate(made.pk, reason="first time", acting_user=trainer)
        with pytest.raises(WrongState):
            revoke_certificate(made.pk, reason="second time", acting_user=trainer)


def test_the_database_wants_the_reason_too(at_office: Any, appraiser: Actor) -> None:
    made = a_certificate(appraiser)
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(revoked_at=made.created_at)


@pytest.mark.parametrize("persona", ["station_manager", "rival_manager", "auditor", "appraiser"])
def test_nobody_else_may(request: Any, acting: Any, at_office: Any, appraiser: Actor, persona: str) -> None:
    made, actor = a_certificate(appraiser), request.getfixturevalue(persona)
    with acting(actor), pytest.raises((NotAllowed, DomainError)):
        revoke_certificate(made.pk, reason="out of spite", acting_user=actor)
    with at_office():
        assert Certificate.objects.get(pk=made.pk).revoked_at is None
