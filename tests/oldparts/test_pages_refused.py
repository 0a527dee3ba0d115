"""Evidence, store and register of old parts for those whom they are not for: refused, and nothing has changed."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.oldparts.models import DisposalBatch, OldPart
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.oldparts import a_confirmed_part, a_disputed_case, a_labelled_part


def everything() -> dict[str, Any]:
    with at_head_office():
        rows = (OldPart, DisposalBatch, History)
        return {model.__name__: sorted(map(str, model.objects.values_list())) for model in rows}


@pytest.mark.parametrize("step", ["", "shelf/", "let-go/"])
def test_a_rival_s_part_does_not_exist(step: str, client_for: Any, rival_manager: Actor) -> None:
    part = a_labelled_part()
    before, client = everything(), client_for(rival_manager)
    assert client.get(f"/s/BJS01/oldparts/{part.pk}/{step}").status_code == 404
    assert client.post(f"/s/SHA01/oldparts/{part.pk}/shelf/", {"shelf": "A1"}).status_code in (403, 404)
    assert everything() == before


def test_nobody_but_inspection_writes_the_register(client_for: Any, reviewer: Actor, parts_clerk: Actor) -> None:
    part = a_confirmed_part()
    body = {"parts": [str(part.pk)], "disposal": "kept"}
    before = everything()
    assert client_for(reviewer).post("/oldparts/disposals/new/", body).status_code == 403
    assert client_for(parts_clerk).post("/oldparts/disposals/new/", body).status_code in (403, 404)
    assert everything() == before


def test_the_register_refuses_scrap_without_a_witness(client_for: Any, final_reviewer: Actor) -> None:
    part = a_confirmed_part()
    before = everything()
    answer = client_for(final_reviewer).post(
        "/oldparts/disposals/new/", {"parts": [str(part.pk)], "disposal": "scrapped"}
    )
    assert answer.status_code == 422
    assert everything() == before


@pytest.mark.parametrize("step", ["reinspect", "send", "back"])
def test_a_dispute_is_not_for_the_claims_section(step: str, client_for: Any, reviewer: Actor) -> None:
    case = a_disputed_case()
    before = everything()
    assert client_for(reviewer).post(f"/oldparts/disputes/{case.chargeback.pk}/{step}/", {}).status_code == 403
    assert everything() == before


def test_red_control_the_own_clerk_puts_it_on_a_shelf(client_for: Any, parts_clerk: Actor) -> None:
    part = a_labelled_part()
    before = everything()
    assert client_for(parts_clerk).post(f"/s/SHA01/oldparts/{part.pk}/shelf/", {"shelf": "A1"}).status_code == 302
    assert everything() != before
