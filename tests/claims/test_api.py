"""Every step of a claim through the public API, and what it refuses."""

import json
from datetime import date
from itertools import count
from typing import Any

from django.test import Client

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
from billing.claims.models import Claim
from billing.oldparts.actions import label_parts
from billing.oldparts.models import OldPart
from common.people import Process
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_certificate, a_draft_claim, a_settled_claim, a_submitted_claim, the_policy
from tests.builders.workshop import a_finished_order

ROOT = "/api/v1/"
_keys = count(1)


def send(client: Client, address: str, body: dict[str, Any], station: str = "") -> Any:
    headers = {"Idempotency-Key": f"k{next(_keys)}"} | ({"X-Station": station} if station else {})
    return client.post(ROOT + address, json.dumps(body), "application/json", headers=headers)


def done(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def all_of(claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "decisions": [{"line": line["id"], "approved": line["approved"] or line["claimed"]} for line in claim["lines"]]
    }


def test_the_whole_way_by_api(
    client_for: Any, appraiser: Actor, reviewer: Actor, final_reviewer: Actor, parts_clerk: Actor
) -> None:
    the_policy()
    a_certificate(appraiser)
    with inside(appraiser.station):
        order = a_finished_order(appraiser)
    station, first, final, clerk = (client_for(who) for who in (appraiser, reviewer, final_reviewer, parts_clerk))

    claim = done(send(station, "claims", {"repair_order_id": str(order.pk)}, "SHA01"), 201)
    assert (claim["object"], claim["status"], claim["reasons"]) == ("claim", "draft", [])
    edit = {"lines": [line_body(line) for line in claim["lines"]], "cause": "密封老化"}
    claim = done(send(station, f"claims/{claim['id']}/edit", edit, "SHA01"))
    claim = done(send(station, f"claims/{claim['id']}/submit", {}, "SHA01"))
    claim = done(send(first, f"claims/{claim['id']}/return-with-question", {"question": "?"}))
    claim = done(send(station, f"claims/{claim['id']}/submit", {"answer": "!"}, "SHA01"))
    claim = done(send(first, f"claims/{claim['id']}/first-review", all_of(claim)))
    assert claim["status"] == "awaiting_parts"
    with at_head_office():
        label_parts(Claim.key_of(claim["id"]), acting_user=Process("relay"))
        part = OldPart.objects.get()
    done(send(clerk, "shipments", {"parts": [part.public_id], "carrier": "SF"}, "SHA01"), 201)
    received = done(send(final, "old-parts", {"code": part.label_code}), 201)
    done(send(final, f"old-parts/{received['id']}/confirm", {}))
    claim = done(send(final, f"claims/{claim['id']}/final-review", all_of(claim)))

    assert (claim["status"], claim["final"]) == ("settled", claim["claimed"])
    scrapped = {"disposal": "scrapped"}
    done(send(final, f"old-parts/{received['id']}/dispose", scrapped), 422)
    done(send(final, f"old-parts/{received['id']}/dispose", scrapped | {"witness": "王见证", "certificate": "HW-1"}))
    assert done(send(final, f"claims/{claim['id']}/reopen", {"reason": "x"}))["status"] == "first_reviewed"


def line_body(line: dict[str, Any]) -> dict[str, Any]:
    kept = ("kind", "operation_code", "part_number", "quantity", "hours", "unit_price", "is_causal", "old_serial")
    return {"line": line["id"], "name": line["name_zh"]} | {name: line[name] for name in kept}


def test_a_list_is_filtered_as_on_the_page(client_for: Any, reviewer: Actor) -> None:
    a_submitted_claim()
    a_settled_claim()
    client = client_for(reviewer)
    assert len(done(client.get(ROOT + "claims"))["data"]) == 2
    (only,) = done(client.get(ROOT + "claims?status=in:submitted,returned"))["data"]
    assert only["status"] == "submitted"


def test_a_list_of_some_days_goes_by_those_days(client_for: Any, reviewer: Actor) -> None:
    """Latest first and page by page; a cursor of one order is refused in another."""
    claims, client = [a_submitted_claim() for _number in range(3)], client_for(reviewer)
    with at_head_office():
        for claim, day in zip(claims, (17, 19, 18), strict=True):
            Claim.objects.filter(pk=claim.pk).update(repair_finished_on=date(2026, 3, day))
    days = "claims?limit=1&repaired_after=2026-03-17&repaired_before=2026-03-18"
    first = done(client.get(f"{ROOT}{days}"))
    assert ([row["number"] for row in first["data"]], first["has_more"]) == ([claims[2].number], True)
    second = done(client.get(f"{ROOT}{days}&cursor={first['next_cursor']}"))
    assert ([row["number"] for row in second["data"]], second["has_more"]) == ([claims[0].number], False)
    by_age = done(client.get(f"{ROOT}claims?limit=1"))["next_cursor"]
    for address in (f"claims?cursor={first['next_cursor']}", f"{days}&cursor={by_age}"):
        assert client.get(f"{ROOT}{address}").json()["errors"][0]["field"] == "cursor"


def test_a_list_of_some_moments_goes_by_those(client_for: Any, reviewer: Actor) -> None:
    for _number in range(3):
        a_submitted_claim()
    days, found, cursor = "claims?limit=1&submitted_after=2020-01-01", [], ""
    while page := done(client_for(reviewer).get(f"{ROOT}{days}{cursor}")):
        found += [row["number"] for row in page["data"]]
        if not page["has_more"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    with at_head_office():
        assert found == list(Claim.objects.order_by("-submitted_at", "-pk").values_list("number", flat=True))


def test_reasons_cite_rule_policy_and_clause(client_for: Any, reviewer: Actor) -> None:
    claim = a_submitted_claim(mileage_km=250_000)
    (reason, _other) = done(client_for(reviewer).get(f"{ROOT}claims/{claim.public_id}"))["reasons"]
    assert (reason["rule"], reason["policy"], reason["clause"]) == ("coverage.mileage", "2024-A", "2.2")
    assert "250000" in reason["sentence"]


def test_the_queue_is_decided_by_api(client_for: Any, reviewer: Actor) -> None:
    claim, other = a_submitted_claim(), a_submitted_claim()
    client = client_for(reviewer)
    assert done(send(client, f"claims/{claim.public_id}/accept-suggestion", {}))["status"] == "awaiting_parts"
    rejected = send(client, f"claims/{other.public_id}/reject", {"reason_code": "not_covered"})
    assert done(rejected)["status"] == "rejected"


def test_a_draft_is_cancelled_by_api(client_for: Any, appraiser: Actor) -> None:
    claim = a_draft_claim()
    assert done(send(client_for(appraiser), f"claims/{claim.public_id}/cancel", {}, "SHA01"))["status"] == "cancelled"


def test_without_a_certificate_it_is_403_with_the_rule(client_for: Any, appraiser: Actor) -> None:
    claim = a_draft_claim()
    problem = done(send(client_for(appraiser), f"claims/{claim.public_id}/submit", {}, "SHA01"), 403)
    assert "claim.no_certificate" in json.dumps(problem)


def test_a_rival_gets_404(client_for: Any, rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    client = client_for(rival_appraiser)
    done(send(client, f"claims/{claim.public_id}/submit", {}, "BJS01"), 404)
    with at_head_office():
        assert Claim.objects.get(pk=claim.pk).status == ClaimStatus.DRAFT


def test_an_unknown_repair_order_is_404(client_for: Any, appraiser: Actor) -> None:
    done(send(client_for(appraiser), "claims", {"repair_order_id": "nothing"}, "SHA01"), 404)


def test_a_decision_above_the_claim_is_422(client_for: Any, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    client = client_for(reviewer)
    shown = done(client.get(f"{ROOT}claims/{claim.public_id}"))
    body = all_of(shown)
    body["decisions"][0]["approved"]["amount_minor"] += 1
    done(send(client, f"claims/{claim.public_id}/first-review", body), 422)


def test_a_number_that_no_column_holds_is_422(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    shown = client.get(f"{ROOT}claims/{claim.public_id}", headers={"X-Station": "SHA01"}).json()
    lines = [line_body(line) for line in shown["lines"]]
    dear = [lines[0] | {"unit_price": {"amount_minor": 10**30, "currency": "CNY"}}]
    for body in ({"lines": lines, "mileage_km": 10**12}, {"lines": lines, "distance_m": 10**12}, {"lines": dear}):
        assert send(client, f"claims/{claim.public_id}/edit", body, "SHA01").status_code in (400, 422), body
