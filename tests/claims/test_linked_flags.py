"""The claim that an anomaly's sentence names is a link, which its own gate answers; everything else in the sentence stays text."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.anomalies.linking import linked
from billing.claims.anomalies.models import ClaimFlag
from billing.claims.models import Claim
from common.ids import new_id
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_draft_claim, a_submitted_claim

NUMBER = "CLM-2026-000012"
LINK = f'<a href="/claims/by-number/{NUMBER}/">{NUMBER}</a>'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (f"Like {NUMBER}, 3 days", f"Like {LINK}, 3 days"),
        (f"与{NUMBER}同车", f"与{LINK}同车"),
        (f"{NUMBER}3 is another one", f"{NUMBER}3 is another one"),
        (f"<b>{NUMBER}", f"&lt;b&gt;{LINK}"),
    ],
)
def test_only_the_number_becomes_a_link(sentence: str, shown: str) -> None:
    assert linked(sentence, {"number": NUMBER}) == shown


def test_a_sentence_that_names_none_is_plain_text() -> None:
    assert linked("<b>", {"km": 3}) == "<b>"  # the template escapes it


def flagged(claim: Claim, named: str) -> ClaimFlag:
    params = {"number": named, "days": 3, "shared": 2, "percent": 80}
    told = {"station_id": claim.station_id, "kind": "claim.similar", "weight": 40, "params": params}
    with at_head_office():
        row: ClaimFlag = ClaimFlag.objects.create(claim=claim, **told)
    return row


@pytest.mark.django_db
def test_the_reviewer_opens_the_other_claim(reviewer: Actor, client_for: Any) -> None:
    other, claim = a_submitted_claim(), a_submitted_claim()
    flag, client = flagged(claim, other.number), client_for(reviewer)
    address = f"/claims/by-number/{other.number}/"
    assert f'<a href="{address}">{other.number}</a>' in client.get(f"/claims/{claim.pk}/first-review/").content.decode()
    assert client.get(address).headers["Location"] == f"/claims/{other.pk}/"
    asked = client.get(f"/claims/{claim.pk}/anomalies/{flag.pk}/dismiss/").content.decode()
    assert other.number in asked
    assert "&lt;a" not in asked


@pytest.mark.django_db
def test_a_claim_out_of_sight_is_not_found_by_its_number(reviewer: Actor, dispatcher: Actor, client_for: Any) -> None:
    draft, claim = a_draft_claim(), a_submitted_claim()  # a draft is the station's
    assert client_for(reviewer).get(f"/claims/by-number/{draft.number}/").status_code == 404
    assert client_for(reviewer).get(f"/claims/by-number/CLM-{new_id()}/").status_code == 404
    assert client_for(dispatcher).get(f"/claims/by-number/{claim.number}/").status_code == 403
