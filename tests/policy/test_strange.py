"""A draft by API names only what a policy has and what the catalogue lists; the rest is refused by its place, not passed over."""

import json
from datetime import date
from typing import Any

import pytest

from accounts.actors import Actor
from billing.policy.choices import PolicyError
from billing.policy.models import PolicyVersion
from billing.policy.strange import refuse_strange
from common.errors import Invalid
from demo.policies import CONTENT as DEMO
from tenants.registry.standing import at_head_office
from tests.builders.policy import a_draft, a_published_policy, content

LINE = {"clause": "2.9", "model": "*", "component": "ENG", "months": 12, "mileage_km": 1}
REGION = {"clause": "2.8", "code": "PLATEAU", "name_zh": "高原", "name_en": "Plateau", "provinces": ["西藏"]}
STRANGE: list[tuple[str, dict[str, Any]]] = [
    ("covrage", {"covrage": []}),
    ("coverage.0.milage_km", {"coverage": [LINE | {"milage_km": 5}]}),
    ("coverage.0.model", {"coverage": [LINE | {"model": "X9999"}]}),
    ("coverage.0.component", {"coverage": [LINE | {"component": "GONE"}]}),
    ("coverage.0.region", {"coverage": [LINE | {"region": "NOWHERE"}]}),
    ("labour.rate", {"labour": content()["labour"] | {"rate": 1}}),
    ("labour.norms.0.operation", {"labour": content()["labour"] | {"norms": [{"clause": "1", "operation": "ZZ", "hours": "1"}]}}),
    ("outbound.bands.1.until", {"outbound": content()["outbound"] | {"bands": [{"up_to_km": 5}, {"until": None}]}}),
    ("outbound.plateau_regions", {"outbound": content()["outbound"] | {"plateau_regions": ["NOWHERE"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("place", "changes"), STRANGE, ids=[row[0] for row in STRANGE])
def test_it_names_what_nobody_knows(db: None, place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        refuse_strange(content(**changes), content())

    assert (caught.value.code, caught.value.details["place"]) == (PolicyError.CONTENT, place)


@pytest.mark.parametrize("changes", [{}, {"regions": [REGION], "coverage": [LINE | {"region": "PLATEAU"}]}])
def test_what_the_followed_version_or_the_content_itself_names_is_known(db: None, changes: dict[str, Any]) -> None:
    refuse_strange(content(**changes), content())


@pytest.mark.parametrize("shape", [[], "all", content(coverage="all"), content(labour=None), content(coverage=[1])])
def test_what_has_no_shape_is_left_to_the_reader(db: None, shape: Any) -> None:
    refuse_strange(shape, content())


def test_all_that_the_demo_says_is_known_but_for_its_catalogue(db: None) -> None:
    refuse_strange(DEMO, DEMO)


def test_the_api_refuses_a_draft_and_nothing_is_kept(client_for, service_management: Actor) -> None:  # type: ignore[no-untyped-def]
    with at_head_office():
        a_published_policy("LIVE", date(2024, 1, 1))
    body = {
        "label": "TYPO",
        "effective_from": "2026-01-01",
        "content": content(coverage=[LINE | {"component": "GONE"}]),
    }

    answer = client_for(service_management).post(
        "/api/v1/policies", json.dumps(body), "application/json", headers={"Idempotency-Key": "1"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, PolicyError.CONTENT)
    assert "coverage.0.component" in answer.content.decode()
    with at_head_office():
        assert not PolicyVersion.objects.filter(label="TYPO").exists()


def test_the_api_refuses_to_amend_with_a_misspelt_member(client_for, service_management: Actor) -> None:  # type: ignore[no-untyped-def]
    with at_head_office():
        draft = a_draft("A")
    body = {"effective_from": "2026-02-01", "content": content(limit={})}

    answer = client_for(service_management).post(
        f"/api/v1/policies/{draft.public_id}/amend",
        json.dumps(body),
        "application/json",
        headers={"Idempotency-Key": "1"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, PolicyError.CONTENT)
    assert "limit" in answer.content.decode()
