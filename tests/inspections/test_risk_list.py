"""The auditors' risk list: what claims are suspected of, kept as the claims section tells it."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from audit.inspections.models import RiskSign
from audit.inspections.selectors import risky_stations
from audit.inspections.subscribers import keep_risk_list
from billing.claims.anomalies.actions import dismiss_flag
from billing.claims.models import Claim
from common.history.models import History
from common.history.relay import deliver_pending
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_submitted_claim
from tests.world import RIVAL, office_actor, station_actor


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def suspected() -> Claim:
    """Return a claim that looks like another one for the same vehicle."""
    vehicle = a_vehicle()
    claim = a_submitted_claim(vehicle=vehicle)
    a_submitted_claim(RIVAL, vehicle=vehicle)
    deliver_pending()
    return claim


def test_each_open_flag_is_a_sign_of_its_station() -> None:
    claim = suspected()
    signs = RiskSign.objects.filter(claim_id=claim.pk)
    flags = {(flag.kind, flag.weight) for flag in claim.flags.all()}
    assert {(sign.kind, sign.weight) for sign in signs} == flags
    assert {sign.station_id for sign in signs} == {claim.station_id}


def test_told_twice_it_says_the_same() -> None:
    claim = suspected()
    before = sorted(RiskSign.objects.values_list("claim_id", "kind", "position"))
    for event in History.objects.filter(aggregate_id=claim.pk, verb="claim.flagged"):
        keep_risk_list(event)
    assert sorted(RiskSign.objects.values_list("claim_id", "kind", "position")) == before


def test_what_is_dismissed_goes(reviewer: Actor) -> None:
    claim = suspected()
    for flag in claim.flags.all():
        dismiss_flag(flag.pk, reason="x", acting_user=reviewer)
    deliver_pending()
    assert not RiskSign.objects.filter(claim_id=claim.pk).exists()


def test_an_auditor_sees_the_list_its_signs_and_them_when_planning(client_for: Any) -> None:
    claim = suspected()
    page = client_for(office_actor(Role.AUDITOR))
    assert claim.station.code in page.get("/inspections/risks/").content.decode()
    assert claim.number in page.get(f"/inspections/risks/{claim.station_id}/").content.decode()
    assert f"?station={claim.station_id}" in page.get("/inspections/new/").content.decode()


def test_neither_a_station_nor_a_reviewer_sees_it(client_for: Any, reviewer: Actor) -> None:
    suspected()
    assert client_for(reviewer).get("/inspections/risks/").status_code == 403
    assert not risky_stations(station_actor(Role.STATION_MANAGER)).exists()
