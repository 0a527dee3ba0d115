"""Who sees which certificate."""

from typing import Any

import pytest

from accounts.actors import Actor
from audit.certification.models import Certificate
from audit.certification.selectors import certificates_for
from tests.builders.audit import a_certificate

pytestmark = pytest.mark.django_db


def seen(acting: Any, actor: Actor) -> set[str]:
    with acting(actor):
        return {row.user_name for row in certificates_for(actor)}


def test_each_sees_what_is_theirs(
    acting: Any, appraiser: Actor, technician: Actor, rival_technician: Actor, station_manager: Actor,
    rival_manager: Actor, trainer: Actor, receptionist: Actor, dispatcher: Actor,
) -> None:  # fmt: skip
    for holder in (appraiser, technician, rival_technician):
        a_certificate(holder)
    assert seen(acting, trainer) == {appraiser.name, technician.name, rival_technician.name}
    assert seen(acting, station_manager) == {appraiser.name, technician.name}
    assert seen(acting, technician) == {technician.name}
    assert seen(acting, rival_manager) == {rival_technician.name}
    assert seen(acting, receptionist) == seen(acting, dispatcher) == set()


def test_the_database_itself_hides_another_stations(acting: Any, appraiser: Actor, rival_manager: Actor) -> None:
    a_certificate(appraiser)
    with acting(rival_manager):
        assert not Certificate.objects.exists()
