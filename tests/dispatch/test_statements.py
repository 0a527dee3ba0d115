"""What a call costs relay and poller, in statements: when calls come in faster than these are worked off, drivers wait.

The figures hold the frame of a test (a savepoint in place of the transaction, the scope that is taken back), which is three of them.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.deadlines.keep import _handlers, keep_due, keep_one, lane_of
from common.history.relay import deliver_one, deliver_pending
from common.history.subscribers import lane_of as lane_of_events
from common.lanes import Lane
from network.dispatch.choices import WARNING, Limit, OfferStatus
from network.dispatch.models import Offer
from network.hotline.callbacks.choices import Limit as CallbackLimit
from tests.builders.dispatch import HOME, a_crew, make_due, rules
from tests.builders.hotline import a_case

OF_AN_EVENT = 15
OF_AN_OFFER = 24
OF_NOTHING = 5


@pytest.fixture
def called(db):
    """A call has come in, and nothing else is waiting."""
    a_crew(HOME)
    rules(answer_s=180)
    deliver_pending()
    keep_due()
    return a_case()


def cost_of(act):
    """Return how many statements `act` takes when it finds something to do."""
    with CaptureQueriesContext(connection) as caught:
        assert act()
    return len(caught)


def test_a_call_becomes_a_rescue(called):
    assert cost_of(deliver_one) <= OF_AN_EVENT


def test_a_rescue_is_offered(called, at_office):
    deliver_one()
    assert cost_of(keep_one) <= OF_AN_OFFER
    with at_office():
        assert Offer.objects.get().status == OfferStatus.OPEN


def test_an_offer_that_nobody_answered_ends(called, at_office):
    deliver_one()
    keep_one()
    with at_office():
        make_due(Offer.objects.get())
    assert cost_of(keep_one) <= OF_AN_OFFER


@pytest.mark.parametrize("look", [deliver_one, keep_one])
def test_a_look_in_vain_takes_one(db, look):
    deliver_pending()
    keep_due()
    with CaptureQueriesContext(connection) as caught:
        assert not look()
    assert len(caught) <= OF_NOTHING


def test_what_a_driver_waits_for_goes_first():
    """Each limit of a rescue and of a callback is in the same lane, so that those of one record keep their order."""
    urgent = {*Limit.values, WARNING, *CallbackLimit.values}
    assert {kind for kind in urgent if lane_of(kind) is not Lane.URGENT} == set()
    assert {lane_of_events(one) for one in ("case", "rescue", "offer", "call", "callback")} == {Lane.URGENT}
    assert {lane_of_events(one) for one in ("claim", "job", "station")} == {Lane.USUAL}
    assert any(lane_of(kind) is Lane.USUAL for kind in _handlers)
