"""The API names the currency of each row, and takes no amount of another one."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.models import Claim
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.claims import a_submitted_claim


def of_another_currency(claim: Claim) -> None:
    with at_head_office():
        Claim.objects.filter(pk=claim.pk).update(currency="EUR")


def named(shown: Any) -> set[str]:
    """Return all currencies that stand anywhere in an answer."""
    if isinstance(shown, dict):
        return {shown["currency"]} if "amount_minor" in shown else set().union(*map(named, shown.values()))
    return set().union(*map(named, shown)) if isinstance(shown, list) else set()


def test_each_row_of_a_list_names_its_own(client_for: Any, reviewer: Actor) -> None:
    in_yuan, in_euro = a_submitted_claim(mileage_km=250_000), a_submitted_claim(mileage_km=250_000)
    of_another_currency(in_euro)
    listed = Caller(client_for(reviewer)).get("claims").json()["data"]
    assert {row["id"]: named(row) for row in listed} == {in_yuan.public_id: {"CNY"}, in_euro.public_id: {"EUR"}}
    assert all(row["lines"] and row["reasons"] for row in listed)


def test_a_record_names_its_own_down_to_the_lines(client_for: Any, reviewer: Actor) -> None:
    claim = a_submitted_claim(mileage_km=250_000)
    of_another_currency(claim)
    assert named(Caller(client_for(reviewer)).get(f"claims/{claim.public_id}").json()) == {"EUR"}


@pytest.mark.parametrize(("kept_in", "sent"), [("CNY", "EUR"), ("EUR", "CNY")])
def test_an_amount_of_another_currency_is_refused(client_for: Any, reviewer: Actor, kept_in: str, sent: str) -> None:
    claim = a_submitted_claim()
    if kept_in == "EUR":
        of_another_currency(claim)
    api = Caller(client_for(reviewer))
    lines = api.get(f"claims/{claim.public_id}").json()["lines"]
    given = [{"line": line["id"], "approved": line["claimed"] | {"currency": sent}} for line in lines]
    answer = api.post(f"claims/{claim.public_id}/first-review", {"decisions": given})
    assert answer.status_code == 422
    assert f"此处金额的币种为 {kept_in}。" in str(answer.json()["errors"])
    with at_head_office():
        assert Claim.objects.get(pk=claim.pk).status == claim.status


def test_an_amount_of_the_claims_currency_is_taken(client_for: Any, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    of_another_currency(claim)
    api = Caller(client_for(reviewer))
    lines = api.get(f"claims/{claim.public_id}").json()["lines"]
    given = [{"line": line["id"], "approved": line["claimed"]} for line in lines]
    assert api.post(f"claims/{claim.public_id}/first-review", {"decisions": given}).status_code == 200
