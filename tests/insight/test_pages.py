"""Dashboards, component pages and warnings as their users see them; numbers open what is behind them."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.actors import Actor
from billing.insight.models import BatchWarning, ClaimFact
from billing.insight.refresh import count_vehicles
from tests.builders.claims import a_settled_claim, a_submitted_claim
from tests.builders.insight import a_warning, counted, facts_of
from tests.insight.test_warnings import a_fleet, look, month
from tests.world import HOME

Office = Callable[[], AbstractContextManager[None]]
SignIn = Callable[[Actor], Client]
BOARDS = (
    "/insight/",
    "/insight/quality/",
    "/insight/components/",
    "/insight/claims/",
    "/insight/warnings/",
    "/insight/recovered/",
)


@pytest.fixture
def reading(client_for: SignIn) -> SignIn:
    """Return a signed-in client that reads English."""

    def sign_in(actor: Actor) -> Client:
        client = client_for(actor)
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.mark.parametrize("path", BOARDS)
def test_every_page_has_something_to_say_before_anything_was_counted(
    path: str, reviewer: Actor, reading: SignIn
) -> None:
    assert reading(reviewer).get(path).status_code == 200


def test_the_number_on_the_dashboard_is_the_number_of_rows_that_it_opens(reviewer: Actor, reading: SignIn) -> None:
    a_settled_claim()
    a_submitted_claim()
    counted()
    client = reading(reviewer)
    page = client.get("/insight/").content.decode()
    found = (
        re.match(r'[^>]*href="(/insight/claims/[^"]*)".*?number-value">([\d,]+)<', part, re.DOTALL)
        for part in page.split('class="number"')
    )
    tiles = [(one.group(1), one.group(2)) for one in found if one and "¥" not in one.group(0)]
    assert "2" in [value for _url, value in tiles]
    for url, value in tiles:
        behind = client.get(f"{url}&format=json".replace("&amp;", "&")).json()
        assert len(behind) == int(value.replace(",", ""))


def test_every_link_of_every_chart_leads_to_rows(reviewer: Actor, reading: SignIn) -> None:
    claim = a_settled_claim()
    counted()
    client = reading(reviewer)
    for board in ("/insight/", "/insight/quality/"):
        page = client.get(board).content.decode()
        cells = re.findall(r'<td class="cell-amount"><a href="(/insight/claims/[^"]*)">([^<]*)</a>', page)
        told = [(url, words) for url, words in cells if words not in ("–", "0", "¥0.00", "0.0 %", "100.0 %")]
        assert told, board
        for url, _words in told:
            rows = client.get(f"{url}&format=json".replace("&amp;", "&")).json()
            assert [row["number"] for row in rows] == [claim.number], url


def test_the_workbook_has_a_sheet_for_each_chart(reviewer: Actor, reading: SignIn) -> None:
    claim = a_settled_claim()
    counted()
    answer = reading(reviewer).get("/insight/?format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert "Warranty cost and claims by mon" in book.sheetnames
    rows = list(book["Warranty cost and claims by mon"].values)
    assert rows[0] == ("Month", "Settled cost", "Claims")
    assert float(rows[-1][1]) == (claim.final_minor or 0) / 100


def test_a_station_sees_its_own_figures_and_no_others(
    station_manager: Actor, rival_manager: Actor, reading: SignIn
) -> None:
    claim = a_settled_claim()
    counted()
    own = reading(station_manager).get(f"/s/{HOME}/insight/claims/?format=json").json()
    assert [row["number"] for row in own] == [claim.number]
    page = reading(station_manager).get(f"/s/{HOME}/insight/")
    assert page.status_code == 200
    assert "Recovery" not in page.content.decode().partition("<main")[2]
    rival = reading(rival_manager)
    code = rival_manager.station.code
    assert rival.get(f"/s/{code}/insight/claims/?format=json").json() == []
    assert rival.get("/insight/quality/").status_code in (302, 403, 404)


def test_a_component_s_page_shows_its_life_and_its_warnings(
    station: Any, final_reviewer: Actor, reading: SignIn, at_office: Office
) -> None:
    with at_office():
        a_fleet(station)
    look(at_office)
    page = reading(final_reviewer).get("/insight/components/ENG/").content.decode()
    assert "Weibull plot of the first failure" in page
    assert "BWN-" in page
    assert 'id="chart-mcf-data"' in page
    assert reading(final_reviewer).get("/insight/components/NONE/").status_code == 404


def test_a_warning_is_walked_from_the_list_to_its_confirmation(
    station: Any, final_reviewer: Actor, reading: SignIn, at_office: Office
) -> None:
    with at_office():
        a_fleet(station)
    look(at_office)
    client = reading(final_reviewer)
    with at_office():
        warning = BatchWarning.objects.get()
    home = f"/insight/warnings/{warning.pk}/"
    assert warning.number in client.get("/insight/warnings/").content.decode()
    assert "First failures by build month" in client.get(home).content.decode()
    client.post(f"{home}investigate/", {"reason": "Old parts to the laboratory"})
    refused = client.post(f"{home}confirm/", {"reason": ""})
    assert refused.status_code in (200, 422)
    client.post(f"{home}confirm/", {"reason": "Seal of lot 7"})
    with at_office():
        assert BatchWarning.objects.get().status == "confirmed"
    assert "Seal of lot 7" in client.get(home).content.decode()


def test_the_claims_behind_a_warning_are_those_it_counts(
    station: Any, final_reviewer: Actor, reading: SignIn, at_office: Office
) -> None:
    with at_office():
        a_fleet(station)
    look(at_office)
    with at_office():
        warning = BatchWarning.objects.get()
    page = reading(final_reviewer).get(f"/insight/warnings/{warning.pk}/").content.decode()
    address = (
        f"/insight/claims/?component=ENG&amp;built_from={month(9):%Y-%m}&amp;built_to={month(9):%Y-%m}&amp;part=612600"
    )
    assert address in page
    rows = reading(final_reviewer).get(f"{address.replace('&amp;', '&')}&format=json").json()
    assert len(rows) == warning.observed


def test_the_rule_is_changed_on_its_page(customer_service_manager: Actor, reading: SignIn) -> None:
    client = reading(customer_service_manager)
    given = {
        "false_alarm_percent": "2.5",
        "least_failures": "8",
        "least_ratio": "2",
        "months_back": "24",
        "lag_days": "30",
    }
    assert client.post("/insight/warnings/rule/", given | {"reason": ""}).status_code in (200, 422)
    client.post("/insight/warnings/rule/", given | {"reason": "Fewer alarms"})
    assert "Fewer alarms" in client.get("/insight/warnings/rule/").content.decode()


def test_the_api_answers_the_same_figures(reviewer: Actor, reading: SignIn) -> None:
    claim = a_settled_claim()
    counted()
    client = reading(reviewer)
    found = client.get("/api/v1/claim-facts/figures?by=component").json()
    assert [(one["key"], one["claims"]) for one in found["figures"]] == [("ENG", 1)]
    assert found["figures"][0]["final"] == {"amount_minor": claim.final_minor, "currency": "CNY"}
    assert client.get("/api/v1/claim-facts/figures?by=colour").status_code == 422
    assert client.get("/api/v1/claim-facts").json()["data"][0]["number"] == claim.number
    assert client.get("/api/v1/claim-facts/recovery?by=supplier").status_code == 200
    assert client.get("/api/v1/claim-facts/life?component=ENG").json()["problem"] in (
        None,
        "no_failures",
        "one_failure",
    )
    assert client.get("/api/v1/claim-facts/life?component=NONE").status_code == 422


def test_the_api_walks_a_warning(final_reviewer: Actor, reading: SignIn, at_office: Office) -> None:
    with at_office():
        warning = a_warning()
    client = reading(final_reviewer)
    path = f"/api/v1/batch-warnings/{warning.public_id}"
    sent: dict[str, Any] = {"content_type": "application/json"}
    first = client.post(f"{path}/investigate", {"note": "x"}, HTTP_IDEMPOTENCY_KEY="a", **sent)
    assert (first.status_code, first.json()["status"]) == (200, "investigating")
    wrong = client.post(f"{path}/investigate", {"note": "x"}, HTTP_IDEMPOTENCY_KEY="b", **sent)
    assert wrong.status_code == 409
    assert client.post(f"{path}/dismiss", {"reason": "No"}, HTTP_IDEMPOTENCY_KEY="c", **sent).json()["finding"] == "No"


def test_the_page_of_a_million_claims_reads_figures_and_not_claims(
    reviewer: Actor, reading: SignIn, at_office: Office, station: Any, django_assert_max_num_queries: Any
) -> None:
    with at_office():
        facts_of(station, 5, built=month(9), age=40)
        count_vehicles()
        assert ClaimFact.objects.count() == 5
    client = reading(reviewer)
    client.get("/insight/")
    with django_assert_max_num_queries(32):
        client.get("/insight/")


def test_a_character_that_no_database_knows_is_refused_with_a_sentence(
    reading: SignIn, customer_service_manager: Actor
) -> None:
    """In an address it meets no form and no body of JSON: page and API answer it in one place."""
    client = reading(customer_service_manager)
    for address in ("/insight/?model=a%00b", "/api/v1/claim-facts/figures?model=a%00b"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "ull character" in answer.content.decode()
