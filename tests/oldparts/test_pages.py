"""The pages and papers of old parts."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.oldparts import desk
from billing.oldparts.actions import receive_part
from billing.oldparts.choices import PartStatus
from billing.oldparts.models import OldPart
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_first_reviewed_claim, a_shipped_part
from tests.builders.oldparts import decided_without

HERE = "/s/SHA01/oldparts/"


def a_part() -> OldPart:
    claim = a_first_reviewed_claim()
    with at_head_office():
        return OldPart.objects.get(claim=claim)


def status_of(part: OldPart) -> str:
    with at_head_office():
        return str(OldPart.objects.get(pk=part.pk).status)


def test_every_page_of_the_station_answers(client_for: Any, parts_clerk: Actor) -> None:
    part, shipped = a_part(), a_shipped_part()
    client = client_for(parts_clerk)
    for address in ("", f"{part.pk}/", "ship/", "shipments/", f"shipments/{shipped.shipment_id}/"):
        assert client.get(HERE + address).status_code == 200, address


@pytest.mark.parametrize("address", ["labels.pdf", "labels.pdf?part={part}", "shipments/{shipment}/packing-list/"])
def test_the_papers_are_pdf(client_for: Any, parts_clerk: Actor, address: str) -> None:
    part, shipped = a_part(), a_shipped_part()
    answer = client_for(parts_clerk).get(HERE + address.format(part=part.pk, shipment=shipped.shipment_id))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("wanted", ["nothing", "01890000-0000-7000-8000-000000000000"])
def test_a_label_of_nobody_is_not_found(client_for: Any, parts_clerk: Actor, wanted: str) -> None:
    assert client_for(parts_clerk).get(f"{HERE}labels.pdf?part={wanted}").status_code == 404


def test_parts_are_sent_with_the_form(client_for: Any, parts_clerk: Actor) -> None:
    part, client = a_part(), client_for(parts_clerk)
    answer = client.post(f"{HERE}ship/", {"parts": [str(part.pk)], "carrier": "SF", "tracking_number": "1"})
    assert answer.status_code == 302
    assert status_of(part) == PartStatus.SHIPPED


def test_every_page_of_head_office_answers(client_for: Any, final_reviewer: Actor) -> None:
    part = a_shipped_part()
    client = client_for(final_reviewer)
    steps = [f"{part.pk}/{step}/" for step in ("confirm", "reject", "missing", "waive", "dispose")]
    for address in ("", "receive/", "shipments/", f"shipments/{part.shipment_id}/", f"{part.pk}/", *steps):
        assert client.get(f"/oldparts/{address}").status_code == 200, address


def test_a_part_is_scanned_and_confirmed(client_for: Any, final_reviewer: Actor) -> None:
    part, client = a_shipped_part(), client_for(final_reviewer)

    answer = client.post("/oldparts/receive/", {"code": part.label_code})
    assert answer["Location"] == f"/oldparts/receive/?part={part.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert part.vin in page
    assert f"/oldparts/{part.pk}/confirm/" in page

    assert client.post(f"/oldparts/{part.pk}/confirm/").status_code == 302
    assert status_of(part) == PartStatus.CONFIRMED


def test_an_unknown_label_is_told_at_the_field(client_for: Any, final_reviewer: Actor) -> None:
    answer = client_for(final_reviewer).post("/oldparts/receive/", {"code": "OLD-1"})
    assert answer.status_code == 422
    assert "OLD-1" in answer.content.decode()


@pytest.mark.parametrize(("step", "status"), [("missing", PartStatus.MISSING), ("waive", PartStatus.WAIVED)])
def test_a_part_is_given_up_with_a_reason(client_for: Any, final_reviewer: Actor, step: str, status: str) -> None:
    part, client = a_shipped_part(), client_for(final_reviewer)
    assert client.post(f"/oldparts/{part.pk}/{step}/", {"reason": ""}).status_code == 422
    assert client.post(f"/oldparts/{part.pk}/{step}/", {"reason": "丢失"}).status_code == 302
    assert status_of(part) == status


def test_a_refused_part_is_disposed_of(client_for: Any, final_reviewer: Actor) -> None:
    part, client = a_shipped_part(), client_for(final_reviewer)
    client.post("/oldparts/receive/", {"code": part.label_code})
    client.post(f"/oldparts/{part.pk}/reject/", {"reason": "不符"})
    way = {"disposal": "scrapped", "witness": "王见证", "certificate": "BF-1"}
    early = client.post(f"/oldparts/{part.pk}/dispose/", way)
    assert part.claim_number in early.content.decode(), "it is evidence until the final review"
    decided_without(part)
    assert client.post(f"/oldparts/{part.pk}/dispose/", way).status_code == 302
    assert status_of(part) == PartStatus.DISPOSED


def test_a_rival_finds_nothing(client_for: Any, rival_manager: Actor) -> None:
    part = a_shipped_part()
    client = client_for(rival_manager)
    for address in (f"{part.pk}/", f"shipments/{part.shipment_id}/", f"shipments/{part.shipment_id}/packing-list/"):
        assert client.get(f"/s/BJS01/oldparts/{address}").status_code == 404, address


def test_the_frame_knows_old_parts(client_for: Any, parts_clerk: Actor, final_reviewer: Actor) -> None:
    part, shipped = a_part(), a_shipped_part()
    with inside(parts_clerk.station):
        assert desk.to_send_card(parts_clerk).number == 1
        assert [hit.label for hit in desk.find_parts(parts_clerk, part.label_code)] == [part.label_code]
    with at_head_office():
        receive_part(shipped.label_code, acting_user=final_reviewer)
        assert desk.to_check_card(final_reviewer).number == 1


def test_the_api_gives_parts_up(client_for: Any, final_reviewer: Actor) -> None:
    client = client_for(final_reviewer)
    for number, (step, status) in enumerate((("missing", "missing"), ("waive", "waived"))):
        part = a_shipped_part()
        address = f"/api/v1/old-parts/{part.public_id}/{step}"
        answer = client.post(address, '{"reason": "x"}', "application/json", headers={"Idempotency-Key": f"p{number}"})
        assert answer.json()["status"] == status
    part = a_shipped_part()
    with at_head_office():
        receive_part(part.label_code, acting_user=final_reviewer)
    address = f"/api/v1/old-parts/{part.public_id}/reject"
    assert (
        client.post(address, '{"reason": "x"}', "application/json", headers={"Idempotency-Key": "r"}).status_code == 200
    )
    assert len(client.get("/api/v1/shipments").json()["data"]) == 3
