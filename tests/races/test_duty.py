"""A crew goes off duty in the very moment in which it is asked: one comes first, and no offer waits for a crew that has gone home."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import OperationalError, connections, transaction

from accounts.roles import Role
from common.errors import WrongState
from common.scope import for_office
from network.dispatch.actions import offer_best, searching, set_duty
from network.dispatch.choices import OfferStatus
from network.dispatch.models import Crew, Offer
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, a_crew, a_rescue
from tests.world import station_actor

STILL_WAITS_S = 0.5


def meet() -> tuple[bool, bool]:
    """Let the offer be made but not committed yet when the crew goes off duty. Returns whether that was refused, and whether it is asked."""
    with transaction.atomic():
        crew, rescue = a_crew(), a_rescue()
        rider = station_actor(Role.TECHNICIAN, HOME)

    def is_refused() -> bool:
        try:
            with inside(rider.station):
                set_duty(crew.pk, False, acting_user=rider)
            return False
        except WrongState:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert offer_best(rescue.pk) is not None
            going = pool.submit(is_refused)
            wait([going], STILL_WAITS_S)
            assert not going.done()
        refused = going.result()
    with for_office(), transaction.atomic():
        assert Crew.objects.get(pk=crew.pk).on_duty is refused
        return refused, Offer.objects.filter(crew=crew, status=OfferStatus.OPEN).exists()


def test_a_crew_that_is_being_asked_stays_on_duty_until_it_has_answered(committed_db: None) -> None:
    assert meet() == (True, True)


def test_without_the_hold_it_would_not_be_seen_that_the_crew_goes(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "hold_on_duty", lambda crew_id: True)
    with pytest.raises(OperationalError, match="deadlock"):
        meet()
