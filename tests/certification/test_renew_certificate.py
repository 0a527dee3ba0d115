"""A renewal is a new certificate that follows the old one."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from audit.certification.actions import renew_certificate, revoke_certificate
from audit.certification.subscribers import note_expiry
from common.clock import today
from common.deadlines.models import Deadline
from common.errors import WrongState
from common.history.models import History
from tests.builders.audit import a_certificate, in_days

pytestmark = pytest.mark.django_db


def test_it_begins_the_day_after_the_old_one_ends(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    old = a_certificate(appraiser, valid_until=in_days(20))
    with acting(trainer):
        new = renew_certificate(old.pk, valid_until=in_days(700), acting_user=trainer)
    assert (new.valid_from, new.renews) == (old.valid_until + timedelta(days=1), old)


def test_after_a_gap_it_begins_today(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    old = a_certificate(appraiser, valid_until=in_days(-5))
    with acting(trainer):
        assert renew_certificate(old.pk, valid_until=in_days(700), acting_user=trainer).valid_from == today()


def test_a_revoked_one_is_not_renewed(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    old = a_certificate(appraiser)
    with acting(trainer):
        revoke_certificate(old.pk, reason="false report", acting_user=trainer)
        with pytest.raises(WrongState):
            renew_certificate(old.pk, valid_until=in_days(700), acting_user=trainer)


def test_it_is_renewed_once(acting: Any, trainer: Actor, appraiser: Actor) -> None:
    old = a_certificate(appraiser)
    with acting(trainer):
        renew_certificate(old.pk, valid_until=in_days(700), acting_user=trainer)
        with pytest.raises(WrongState):
            renew_certificate(old.pk, valid_until=in_days(800), acting_user=trainer)


@pytest.mark.parametrize(("step", "verb"), [(0, "certificate.expires_soon"), (1, "certificate.expired")])
def test_people_are_told_unless_it_was_renewed(
    acting: Any, trainer: Actor, appraiser: Actor, step: int, verb: str
) -> None:
    old, deadline = a_certificate(appraiser), Deadline(step=step)
    deadline.subject_id = old.pk
    with acting(trainer):
        note_expiry(deadline)
        assert History.objects.filter(verb=verb, aggregate_id=old.pk).count() == 1
        renew_certificate(old.pk, valid_until=in_days(700), acting_user=trainer)
        note_expiry(deadline)
        assert History.objects.filter(verb=verb, aggregate_id=old.pk).count() == 1
