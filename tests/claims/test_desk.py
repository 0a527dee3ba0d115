"""What claims hang into the frame: cards, search, exports."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims import desk
from billing.claims.actions import note_old_part, return_claim
from billing.claims.choices import OldPartState
from billing.claims.rules.registry import claim_rule
from common.errors import NotYours
from common.ids import new_id
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_checked_claim, a_draft_claim, a_settled_claim, a_submitted_claim, an_outbound_claim


def test_the_home_page_counts_what_waits(client_for: Any, reviewer: Actor, final_reviewer: Actor) -> None:
    a_submitted_claim()
    a_checked_claim()
    assert "¥570.00" in client_for(reviewer).get("/").content.decode()
    assert client_for(final_reviewer).get("/").status_code == 200
    with at_head_office():
        assert desk.first_review_card(reviewer).number == 1
        assert desk.final_review_card(final_reviewer).number == 1


def test_the_station_is_told_what_came_back(appraiser: Actor, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    a_draft_claim()
    with inside(appraiser.station):
        assert desk.returned_card(appraiser) is None
        assert desk.draft_card(appraiser).number == 1
    with at_head_office():
        return_claim(claim.pk, question="?", acting_user=reviewer)
    with inside(appraiser.station):
        card = desk.returned_card(appraiser)
        assert card is not None
        assert card.number == 1


def test_a_claim_is_found_by_number_and_vin(reviewer: Actor, rival_manager: Actor) -> None:
    claim = a_submitted_claim()
    with at_head_office():
        assert [hit.label for hit in desk.find_claims(reviewer, claim.number[-6:])] == [claim.number]
        assert desk.find_claims(reviewer, claim.vin)
    with inside(rival_manager.station):
        assert desk.find_claims(rival_manager, claim.number) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_lists_are_exported(client_for: Any, reviewer: Actor, final_reviewer: Actor, kind: str) -> None:
    an_outbound_claim(expected_distance_m=1_000)
    a_checked_claim()
    a_settled_claim()
    for client, address in (
        (client_for(reviewer), "first-review/"),
        (client_for(final_reviewer), "final-review/"),
        (client_for(reviewer), ""),
    ):
        assert client.get(f"/claims/{address}?format={kind}").status_code == 200, address


def test_who_has_no_part_in_claims_sees_none(dispatcher: Actor, supplier_user: Actor) -> None:
    claim = a_settled_claim()
    with at_head_office():
        for actor in (dispatcher, supplier_user):
            assert desk.find_claims(actor, claim.number) == []


def test_two_rules_are_not_called_the_same() -> None:
    with pytest.raises(ValueError, match=r"coverage\.months"):
        claim_rule("coverage.months", "x")(lambda facts, policy: None)  # type: ignore[arg-type]


def test_a_part_of_nobody_is_not_noted(final_reviewer: Actor) -> None:
    with at_head_office(), pytest.raises(NotYours):
        note_old_part(new_id(), OldPartState.CONFIRMED, acting_user=final_reviewer)
