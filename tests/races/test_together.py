"""Two rescues ask the same two crews at once, each the other one first: one comes after the other, and neither waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from common.scope import for_office
from network.dispatch.actions import offer_best, searching
from network.dispatch.models import Offer, Rescue
from tests.builders.dispatch import HOME, RIVAL, a_crew, a_rescue, rules

BETWEEN_S = 0.3


@pytest.fixture
def asking(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> list[Rescue]:
    """A rescue near either of two crews; whoever has asked its first crew waits for the other to have done so."""
    with transaction.atomic():
        rules(parallel=2, max_distance_m=3_000_000.0)
        a_crew(HOME), a_crew(RIVAL)
        rescues = [a_rescue(), a_rescue(lat=39.95, lon=116.4)]
    both, real = Barrier(2), searching.try_offer

    def ask_and_meet(*given: Any, **named: Any) -> Any:
        made = real(*given, **named)
        if named["slot"] == 0 and made is not None:
            with suppress(BrokenBarrierError):  # the other one has not begun to ask
                both.wait(BETWEEN_S)
        return made

    monkeypatch.setattr(searching, "try_offer", ask_and_meet)
    return rescues


def ask_at_once(rescues: list[Rescue]) -> None:
    def ask(rescue: Rescue) -> None:
        try:
            offer_best(rescue.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(ask, one) for one in rescues]:
            done.result()


def test_rescues_that_ask_the_same_crews_in_different_orders_do_not_wait_for_each_other(asking: list[Rescue]) -> None:
    ask_at_once(asking)
    with for_office(), transaction.atomic():
        offers = list(Offer.objects.filter(status="open"))
        assert len(offers) == 2 and len({one.rescue_id for one in offers}) == 1
        assert sorted(Rescue.objects.values_list("status", flat=True)) == ["offered", "unserved"]


def test_red_control_without_the_order_they_do(asking: list[Rescue], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "wait_to_ask", lambda crew_ids: None)
    with pytest.raises(OperationalError, match="deadlock"):
        ask_at_once(asking)
