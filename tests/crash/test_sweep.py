"""Claim approval, final review, offer acceptance and station opening, each killed at every SQL statement."""

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import decide_final_review, decide_first_review
from billing.claims.models import Claim
from common.people import Process
from common.scope import for_office
from network.dispatch.actions import accept_offer
from tenants.registry.models import Station
from tenants.registry.opening import open_station
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_checked_claim, a_submitted_claim, full_decisions
from tests.builders.dispatch import HOME, a_crew, an_offer
from tests.crash.sweep import Swept, sweep
from tests.world import office_actor, station_actor


def tell(capsys: pytest.CaptureFixture[str], what: str, swept: Swept) -> None:
    with capsys.disabled():
        print(f"\nsweep of {what}: points={swept.points} partial={swept.partial}")


def approve(claim: Claim, reviewer: Actor) -> None:
    with at_head_office(), transaction.atomic():
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_first_review_is_all_or_nothing(committed_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        claim, reviewer = a_submitted_claim(), office_actor(Role.CLAIMS_REVIEWER)
    swept = sweep(lambda: approve(claim, reviewer))
    tell(capsys, "the first review", swept)
    assert swept.points > 5
    assert swept.partial == 0


def test_final_review_and_its_money_are_all_or_nothing(committed_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        claim, final = a_checked_claim(), office_actor(Role.FINAL_REVIEWER)

    def settle() -> None:
        with at_head_office(), transaction.atomic():
            decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final)

    swept = sweep(settle)
    tell(capsys, "the final review", swept)
    assert swept.points > 10
    assert swept.partial == 0


def test_accepting_an_offer_is_all_or_nothing(committed_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        a_crew()
        offer, rider = an_offer(), station_actor(Role.TECHNICIAN, HOME)

    def accept() -> None:
        with inside(rider.station):
            accept_offer(offer.pk, acting_user=rider)

    swept = sweep(accept)
    tell(capsys, "accepting an offer", swept)
    assert swept.points > 5
    assert swept.partial == 0


def test_opening_a_station_is_all_or_nothing(committed_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    row = Station(
        code="GZA01",
        schema_name="gza01",
        name="广州",
        region="south",
        province="广东",
        city="广州",
        lat=23.1,
        lon=113.3,
    )
    with for_office(), transaction.atomic():
        row.save(force_insert=True)
    swept = sweep(lambda: open_station(row.pk, acting_user=Process("sweep")))
    tell(capsys, "opening a station", swept)
    assert swept.points > 3
    assert swept.partial == 0


def test_red_control_without_a_transaction_a_kill_leaves_half(committed_db: None) -> None:
    """The sweep can see a state between: the same writes without a transaction around them."""
    stations = list(Station.objects.order_by("code"))

    def rename_both() -> None:
        for station in stations:
            Station.objects.filter(pk=station.pk).update(name="renamed")

    assert sweep(rename_both).partial > 0
