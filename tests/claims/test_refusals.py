"""A station that is not active, an appraiser without a valid certificate, a day without a policy: refused on the page and by the API, in both
languages, with the rule named; and nothing at all has changed."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from billing.claims.models import Claim
from common.clock import today
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_certificate, a_draft_claim
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_finished_order
from tests.crash.sweep import snapshot
from tests.world import HOME, station_actor

_keys = count(1)


@dataclass(frozen=True)
class Refused:
    """What is tried, and what has to be said about it."""

    page: str
    form: dict[str, Any]
    address: str
    body: dict[str, Any]
    rule: str

    @property
    def status(self) -> int:
        """Who may not is told 403, what can't be 422."""
        return 422 if self.rule == "policy.gap" else 403


def signing(claim: Claim, rule: str) -> Refused:
    return Refused(f"{claim.pk}/sign/", {}, f"claims/{claim.public_id}/submit", {}, rule)


def preparing(order: Any, rule: str) -> Refused:
    key = str(order.pk)
    return Refused("prepare/", {"repair_order": key}, "claims", {"repair_order_id": key}, rule)


def not_active(status: StationStatus) -> Callable[[], list[Refused]]:
    def make() -> list[Refused]:
        clerk = station_actor(Role.APPRAISER)
        claim = a_draft_claim()
        a_certificate(clerk)
        with inside(clerk.station):
            order = a_finished_order(clerk)
        with at_head_office():
            station = Station.objects.get(code=HOME)
            for step in (StationStatus.WITHDRAWN, status) if status == StationStatus.CLOSED else (status,):
                station.move_to(step)
        return [signing(claim, "station.not_active"), preparing(order, "station.not_active")]

    return make


def certificate_expired() -> list[Refused]:
    claim, clerk = a_draft_claim(), station_actor(Role.APPRAISER)
    a_certificate(clerk, valid_from=today() - timedelta(days=400), valid_until=today() - timedelta(days=1))
    return [signing(claim, "certificate.appraisal")]


def no_policy() -> list[Refused]:
    clerk = station_actor(Role.APPRAISER)
    with at_head_office():
        a_published_policy(start=today() + timedelta(days=1))
    with inside(clerk.station):
        return [preparing(a_finished_order(clerk), "policy.gap")]


CASES = [
    (
        not_active(StationStatus.SUSPENDED),
        {"zh-hans": "服务站未处于正常状态（已暂停）", "en": "The station is not active (Suspended)"},
    ),
    (
        not_active(StationStatus.WITHDRAWN),
        {"zh-hans": "服务站未处于正常状态（已撤销）", "en": "The station is not active (Withdrawn)"},
    ),
    (
        not_active(StationStatus.CLOSED),
        {"zh-hans": "服务站未处于正常状态（已注销）", "en": "The station is not active (Closed)"},
    ),
    (certificate_expired, {"zh-hans": "有效鉴定证书", "en": "appraisal certificate that is valid today"}),
    (no_policy, {"zh-hans": "没有生效的保修政策", "en": "No warranty policy was in force"}),
]


@pytest.mark.parametrize(
    ("make", "sentence"), CASES, ids=["suspended", "withdrawn", "closed", "expired certificate", "no policy"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_refused_with_the_rule_named_and_nothing_changes(
    committed_db: None, client_for: Any, make: Callable[[], list[Refused]], sentence: dict[str, str], language: str
) -> None:
    with transaction.atomic():
        cases, clerk = make(), station_actor(Role.APPRAISER)
        User.objects.filter(pk=clerk.user.pk).update(language=language)
    client = client_for(clerk)
    for case in cases:
        before = snapshot()

        page, api = on_the_page(client, case), by_the_api(client, case)

        assert (page.status_code, api.status_code) == (case.status, case.status)
        assert snapshot() == before
        told = html.unescape(page.content.decode())
        assert sentence[language] in told
        assert case.rule in told
        problem = api.json()
        assert problem["rule"] == case.rule
        assert sentence[language] in problem["detail"]


def test_red_control_in_order_it_is_not_refused(committed_db: None, client_for: Any) -> None:
    """The same steps with nothing against them come through, and the snapshot sees it."""
    clerk = station_actor(Role.APPRAISER)
    with transaction.atomic():
        claim = a_draft_claim()
        a_certificate(clerk)
    before = snapshot()
    assert on_the_page(client_for(clerk), signing(claim, "")).status_code == 302
    assert snapshot() != before


def on_the_page(client: Client, case: Refused) -> Any:
    return client.post(f"/s/{HOME}/claims/{case.page}", case.form)


def by_the_api(client: Client, case: Refused) -> Any:
    headers = {"X-Station": HOME, "Idempotency-Key": f"refused-{next(_keys)}"}
    return client.post(f"/api/v1/{case.address}", json.dumps(case.body), "application/json", headers=headers)
