"""What every endpoint does alike: keys, lists, problems, repeated and stale requests. Shown on a few of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.keys import make_key
from catalog.models import FailureCode
from tests.builders.catalog import a_component, a_failure_code

Sign = Callable[[Actor], Client]


class Caller:
    """A client with an API key."""

    def __init__(self, actor: Actor, **options: Any) -> None:
        code = actor.station.code if actor.station else ""
        self.row, self.text = make_key(actor.user, label="t", station_id=actor.station_id, station_code=code, **options)
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.text}", **headers})

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        given = {
            "Authorization": f"Bearer {self.text}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.client.generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=given
        )


@pytest.fixture
def admin(administrator: Actor) -> Caller:
    return Caller(administrator)


def code_body(code: str = "ENG-F77") -> dict[str, str]:
    return {"code": code, "name_zh": "漏油", "name_en": "Oil leak", "component_id": a_component().public_id}


def test_a_list_is_paged_by_cursor_without_gap_or_repeat(admin: Caller) -> None:
    for number in range(5):
        a_failure_code(f"ENG-P{number}")
    seen, cursor = [], ""
    while True:
        page = admin.get(f"/failure-codes?limit=2{'&cursor=' + cursor if cursor else ''}").json()
        seen += [row["code"] for row in page["data"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert sorted(seen) == [f"ENG-P{number}" for number in range(5)]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=²", "cursor=nonsense", "cursor=%00"])
def test_a_wrong_limit_or_cursor_is_named(admin: Caller, query: str) -> None:
    answer = admin.get(f"/failure-codes?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in {"limit", "cursor"}


def test_a_repeated_post_is_carried_out_once(admin: Caller) -> None:
    body = code_body()
    first = admin.send("POST", "/failure-codes", body, Idempotency_Key="k-1")
    second = admin.send("POST", "/failure-codes", body, Idempotency_Key="k-1")
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    assert second.headers["Idempotent-Replayed"] == "true"
    assert FailureCode.objects.filter(code="ENG-F77").count() == 1


def test_a_post_without_a_key_changes_nothing(admin: Caller) -> None:
    answer = admin.send("POST", "/failure-codes", code_body())
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_missing")
    assert not FailureCode.objects.exists()


def test_a_refusal_is_a_problem_with_the_fields_at_fault(admin: Caller) -> None:
    answer = admin.send("POST", "/failure-codes", {}, Idempotency_Key="k-2")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"code", "name_zh"} <= {error["field"] for error in answer.json()["errors"]}
    assert answer.json()["request_id"] == answer.headers["Request-Id"]


@pytest.mark.parametrize(("tag", "status"), [("", 428), ('"7"', 412), ('"1"', 200)])
def test_a_change_must_know_what_it_changes(admin: Caller, tag: str, status: int) -> None:
    row = a_failure_code("ENG-E1")
    answer = admin.send(
        "PATCH", f"/failure-codes/{row.public_id}", {"name_en": "New"}, **({"If_Match": tag} if tag else {})
    )
    row.refresh_from_db()
    assert answer.status_code == status
    assert (row.name_en == "New") == (status == 200)


def test_a_revoked_key_opens_nothing(admin: Caller) -> None:
    from django.utils import timezone

    admin.row.change(revoked_at=timezone.now())
    assert admin.get("/failure-codes").status_code == 401


def test_a_scoped_key_does_no_more_than_its_scopes(administrator: Actor) -> None:
    narrow = Caller(administrator, scopes=["catalog.view"])
    assert narrow.get("/failure-codes").status_code == 200
    assert narrow.send("POST", "/failure-codes", code_body(), Idempotency_Key="k-3").status_code == 403


def test_a_stations_key_does_not_work_for_another_station(station_manager: Actor) -> None:
    caller = Caller(station_manager)
    assert caller.get("/repair-orders").status_code == 200
    assert caller.get("/repair-orders", **{"X-Station": "BJS01"}).status_code == 401


def test_a_session_must_prove_that_the_page_is_ours(administrator: Actor, client_for: Sign) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    body = json.dumps(code_body())
    answer = strict.post(
        "/api/v1/failure-codes", body, content_type="application/json", headers={"Idempotency-Key": "k-4"}
    )
    assert answer.status_code == 403
    assert not FailureCode.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/failure-codes/nothing",
        "/failure-codes/fai_00000000000000000000000000",
        "/claims/fai_00000000000000000000000000",
    ],
)
def test_an_unknown_id_is_not_found(admin: Caller, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 100_000, 400),
        ('{"a":' * 3_000 + "1" + "}" * 3_000, 400),
        ('{"label": "\\ud800"}', 400),
        ('{"label": "L", "valid_from": "2027-01-01T00:00:00Z", "values": {"\\ud800": 1}}', 400),
        (
            '{"label": "L", "valid_from": "2027-01-01T00:00:00Z", "values": {"clauses": [["a", "b\\u0000", "c", "d"]]}}',
            422,
        ),
        ('{"label": "L", "valid_from": "2027-01-01T00:00:00Z", "values": {"\\u0000": 1}}', 422),
    ],
)
def test_json_that_can_not_be_kept_is_refused(service_management: Actor, body: str, status: int) -> None:
    caller = Caller(service_management)
    answer = caller.client.generic(
        "POST",
        "/api/v1/agreement-templates",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {caller.text}", "Idempotency-Key": "strange"},
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/nothing", "/failure-codes/of-no-shape", "/failure-codes/"])
def test_an_address_that_the_api_does_not_know_is_a_problem_too(admin: Caller, path: str) -> None:
    answer = admin.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_a_body_beyond_all_measure_is_a_problem_too(admin: Caller, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = admin.send("POST", "/failure-codes", code_body())
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_station_that_asks_for_what_is_not_there_costs_no_menu(
    station_manager: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    assert Caller(station_manager).get("/nothing").status_code == 404
    assert "menu_entry_without_page" not in caplog.text
