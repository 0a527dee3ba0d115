"""The pages and the API of the policy."""

import json
from datetime import date

import pytest

from accounts.actors import Actor
from billing.policy import desk
from billing.policy.clauses import compare
from billing.policy.models import PolicyVersion
from billing.policy.selectors import policy_of
from tenants.registry.standing import at_head_office
from tests.builders.policy import a_draft, a_published_policy, content


def a_pair() -> tuple[PolicyVersion, PolicyVersion]:
    with at_head_office():
        old = a_published_policy("OLD", date(2024, 1, 1))
        dearer = a_published_policy("NEW", date(2025, 1, 1), labour={"clause": "4.1", "rate_minor_per_hour": 9_000})
    return old, dearer


def test_a_comparison_marks_what_differs(db: None) -> None:
    old, new = a_pair()
    differing = [pair for _title, pairs in compare(policy_of(old), policy_of(new)) for pair in pairs if pair.differs]

    assert [pair.shown.key for pair in differing] == ["labour:rate_minor_per_hour"]


def test_a_line_that_only_one_version_has_is_shown(db: None) -> None:
    with at_head_office():
        old, new = policy_of(a_draft("A")), policy_of(a_draft("B", exclusions=[]))
    gone = [pair for _title, pairs in compare(old, new) for pair in pairs if pair.right is None]

    assert [pair.shown.key for pair in gone] == ["exclusions:FLT:*"]


def test_the_pages_answer(client_for, service_management: Actor, station_manager: Actor) -> None:  # type: ignore[no-untyped-def]
    old, new = a_pair()
    client = client_for(service_management)
    for address in ("", "compare/", f"compare/?left={old.pk}&right={new.pk}", f"{new.pk}/", f"{new.pk}/draft/"):
        assert client.get(f"/policy/{address}").status_code == 200, address
    station = client_for(station_manager)
    for address in ("", "compare/", f"{new.pk}/"):
        assert station.get(f"/s/SHA01/policy/{address}").status_code == 200, address
    assert station.get(f"/s/SHA01/policy/{new.pk}/draft/").status_code == 404


@pytest.mark.parametrize("wanted", ["nothing", "01890000-0000-7000-8000-000000000000"])
def test_an_unknown_version_to_compare_is_not_found(client_for, service_management: Actor, wanted: str) -> None:  # type: ignore[no-untyped-def]
    a_pair()
    assert client_for(service_management).get(f"/policy/compare/?left={wanted}").status_code == 404


def test_a_draft_begins_as_a_copy_of_a_version(client_for, service_management: Actor) -> None:  # type: ignore[no-untyped-def]
    _old, new = a_pair()
    client = client_for(service_management)

    answer = client.post(f"/policy/{new.pk}/draft/", {"label": "NEXT", "effective_from": "2026-01-01", "summary": "x"})

    made = PolicyVersion.objects.get(label="NEXT")
    assert (answer.status_code, answer.url) == (302, f"/policy/{made.pk}/chapters/coverage/")
    assert made.content == new.content


def test_a_draft_is_edited_published_and_put_away(
    client_for, service_management: Actor, customer_service_manager: Actor
) -> None:  # type: ignore[no-untyped-def]
    with at_head_office():
        first, second = a_draft("A"), a_draft("B", date(2025, 1, 1))
    drafter, publisher = client_for(service_management), client_for(customer_service_manager)
    address, head = f"/policy/{first.pk}/edit/", {"effective_from": "2024-03-01", "summary": "later"}

    assert drafter.get(address).status_code == 200
    assert drafter.post(address, head).status_code == 302
    assert drafter.post(f"/policy/{first.pk}/publish/").status_code == 403
    assert publisher.get(f"/policy/{first.pk}/publish/").status_code == 200
    assert publisher.post(f"/policy/{first.pk}/publish/").status_code == 302
    assert drafter.get(f"/policy/{second.pk}/withdraw/").status_code == 200
    assert drafter.post(f"/policy/{second.pk}/withdraw/", {"reason": "x"}).status_code == 302

    states = dict(PolicyVersion.objects.values_list("label", "status"))
    assert states == {"A": "published", "B": "withdrawn"}
    assert PolicyVersion.objects.get(label="A").effective_from == date(2024, 3, 1)


def test_without_a_version_the_pages_say_so(client_for, service_management: Actor) -> None:  # type: ignore[no-untyped-def]
    client = client_for(service_management)
    assert client.get("/policy/").status_code == 200
    assert client.get("/policy/compare/").status_code == 200


def test_a_version_is_found(service_management: Actor) -> None:
    with at_head_office():
        version = a_draft("2031-Q")
        assert [hit.label for hit in desk.find_versions(service_management, "2031")] == [version.label]


def test_the_api_amends_and_withdraws(client_for, service_management: Actor) -> None:  # type: ignore[no-untyped-def]
    with at_head_office():
        key = a_draft("A").public_id
    client, body = client_for(service_management), {"effective_from": "2026-02-01", "content": content()}
    steps = (("amend", body, "draft"), ("withdraw", {"reason": "x"}, "withdrawn"))
    for step, sent, status in steps:
        answer = client.post(
            f"/api/v1/policies/{key}/{step}", json.dumps(sent), "application/json", headers={"Idempotency-Key": step}
        )
        assert answer.json()["status"] == status


def test_the_api_drafts_and_publishes(client_for, service_management: Actor, customer_service_manager: Actor) -> None:  # type: ignore[no-untyped-def]
    a_pair()
    body = {"label": "API", "effective_from": "2026-01-01", "content": content()}
    drafter, publisher = client_for(service_management), client_for(customer_service_manager)

    made = drafter.post("/api/v1/policies", json.dumps(body), "application/json", headers={"Idempotency-Key": "1"})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    own = drafter.post(f"/api/v1/policies/{key}/publish", "{}", "application/json", headers={"Idempotency-Key": "2"})
    assert own.status_code == 403
    done = publisher.post(f"/api/v1/policies/{key}/publish", "{}", "application/json", headers={"Idempotency-Key": "3"})
    assert (done.status_code, done.json()["status"]) == (200, "published")


@pytest.mark.parametrize(
    ("day", "is_warned"), [(date(2025, 6, 1), True), (date(2023, 6, 1), False), (date(2199, 1, 1), False)]
)
def test_whoever_publishes_backwards_is_told(
    client_for,  # type: ignore[no-untyped-def]
    customer_service_manager: Actor,
    day: date,
    is_warned: bool,
) -> None:
    a_pair()
    with at_head_office():
        late = a_draft("LATE", day)

    page = client_for(customer_service_manager).get(f"/policy/{late.pk}/publish/").content.decode()

    assert (day.isoformat() in page and "NEW" in page) == is_warned
