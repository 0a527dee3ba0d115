"""The application's clock jumps an hour, either way: no offer expires early, none is missed. The database's clock decides."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from common.deadlines.models import Deadline
from common.scope import for_office
from network.dispatch.choices import OfferStatus
from network.dispatch.models import Offer
from tests.builders.dispatch import a_crew, an_offer, make_due, settle

HOUR = timedelta(hours=1)


def jump(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    real: Callable[[], datetime] = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + by)


def status(offer: Offer) -> str:
    with for_office(), transaction.atomic():
        return str(Offer.objects.get(pk=offer.pk).status)


@pytest.fixture
def offer(db: None) -> Offer:
    a_crew()
    a_crew(name="Crew 2", role=Role.WORKSHOP)
    return an_offer()


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_no_offer_expires_early(offer: Offer, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    jump(monkeypatch, by)
    settle()
    assert status(offer) == OfferStatus.OPEN


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_none_that_is_due_is_missed(offer: Offer, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    make_due(offer)
    jump(monkeypatch, by)
    settle()
    assert status(offer) == OfferStatus.EXPIRED


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_limit_that_is_set_after_the_jump_is_as_long_as_any(
    offer: Offer, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    make_due(offer)
    jump(monkeypatch, by)
    settle()
    with for_office(), transaction.atomic():
        second = Offer.objects.get(rescue_id=offer.rescue_id, status=OfferStatus.OPEN)
    assert timedelta(0) < second.expires_at - (timezone.now() - by) < HOUR / 2


def test_red_control_a_poller_that_asks_its_own_clock_is_early(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    def due_by_own_clock() -> bool:
        with for_office(), transaction.atomic():
            waiting = Deadline.objects.filter(subject_id=offer.rescue_id, done_at__isnull=True)
            return waiting.filter(due_at__lte=timezone.now()).exists()

    assert not due_by_own_clock()
    jump(monkeypatch, HOUR)
    assert due_by_own_clock()
