"""Who may not see a photo gets none: another station, somebody of another role, a supplier, whoever is signed out."""

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from billing.claims.models import Claim, Preauthorisation
from billing.claims.photos import photos_of
from billing.claims.selectors import PHOTO
from common.files.models import StoredFile
from common.files.store import store_bytes
from tenants.registry.standing import at_head_office
from tests.builders.beforehand import a_request
from tests.builders.claims import a_draft_claim, a_submitted_claim
from tests.builders.pictures import a_photo

pytestmark = pytest.mark.django_db
HERE, RIVAL = "/s/SHA01/claims", "/s/BJS01/claims"


def photo_of(claim: Claim) -> StoredFile:
    facts = {"name": "p.jpg", "content_type": "image/jpeg", "station_id": claim.station_id}
    with at_head_office():
        return store_bytes(a_photo(), subject_id=claim.pk, kind=f"{PHOTO}odometer", **facts)  # type: ignore[arg-type]


@pytest.fixture
def addresses(db: None) -> dict[str, str]:
    """Where a photo of a submitted claim is shown, by side."""
    claim = a_submitted_claim()
    file = photo_of(claim)
    return {
        "home": f"{HERE}/{claim.pk}/photos/{file.pk}/",
        "rival": f"{RIVAL}/{claim.pk}/photos/{file.pk}/",
        "office": f"/claims/{claim.pk}/photos/{file.pk}/",
        "workbench": f"/claims/{claim.pk}/first-review/photos/{file.pk}/",
    }


@pytest.fixture
def agreed(db: None) -> dict[str, str]:
    """Where a photo of a pre-authorisation is shown."""
    row: Preauthorisation = a_request(photos=[("part.png", a_photo())])
    with at_head_office():
        [file] = photos_of(row)
    end = f"preauthorisations/{row.pk}/photos/{file.pk}/"
    return {"home": f"{HERE}/{end}", "rival": f"{RIVAL}/{end}", "office": f"/claims/{end}"}


def status_of(client: Client, address: str) -> int:
    """Return the status, of the thumbnail too; what is refused holds no picture."""
    answers = [client.get(address), client.get(f"{address}?small")]
    for answer in answers:
        assert answer["Content-Type"].startswith("image/") is (answer.status_code == 200)
    [status] = {answer.status_code for answer in answers}
    return status


SEEN = [("appraiser", "home"), ("station_manager", "home"), ("reviewer", "office"), ("reviewer", "workbench")]
REFUSED = [
    ("rival_manager", "rival", 404),  # it is no claim of this station
    ("rival_manager", "home", 404),  # and the other one's pages are no place of theirs
    ("technician", "home", 403),
    ("dispatcher", "office", 403),
    ("supplier_user", "office", 403),
    ("finance", "workbench", 403),
    ("final_reviewer", "workbench", 403),
]


@pytest.mark.parametrize(("who", "side"), SEEN)
def test_who_may_sees_it(who: str, side: str, addresses: dict[str, str], request: Any, client_for: Any) -> None:
    assert status_of(client_for(request.getfixturevalue(who)), addresses[side]) == 200


@pytest.mark.parametrize(("who", "side", "status"), REFUSED)
def test_who_may_not_sees_none(
    who: str, side: str, status: int, addresses: dict[str, str], request: Any, client_for: Any
) -> None:
    assert status_of(client_for(request.getfixturevalue(who)), addresses[side]) == status


@pytest.mark.parametrize("side", ["home", "rival", "office", "workbench"])
def test_signed_out_it_asks_who_one_is(side: str, addresses: dict[str, str]) -> None:
    answer = Client().get(addresses[side])
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_the_address_of_one_claim_shows_no_photo_of_another(
    addresses: dict[str, str], appraiser: Actor, reviewer: Actor, client_for: Any
) -> None:
    file, other = addresses["home"].rsplit("/", 2)[1], a_submitted_claim()
    assert status_of(client_for(appraiser), f"{HERE}/{other.pk}/photos/{file}/") == 404
    assert status_of(client_for(reviewer), f"/claims/{other.pk}/photos/{file}/") == 404


@pytest.mark.parametrize(
    ("who", "side", "status"),
    [
        ("appraiser", "home", 200),
        ("reviewer", "office", 200),
        ("rival_manager", "rival", 404),
        ("rival_manager", "home", 404),
        ("technician", "home", 403),
        ("finance", "office", 403),
        ("supplier_user", "office", 403),
    ],
)
def test_photos_of_a_preauthorisation(
    who: str, side: str, status: int, agreed: dict[str, str], request: Any, client_for: Any
) -> None:
    assert status_of(client_for(request.getfixturevalue(who)), agreed[side]) == status


def test_photos_of_a_preauthorisation_signed_out(agreed: dict[str, str]) -> None:
    assert {Client().get(address).status_code for address in agreed.values()} == {302}


@pytest.mark.parametrize(
    ("who", "side", "status"), [("rival_manager", RIVAL, 404), ("rival_manager", HERE, 404), ("technician", HERE, 403)]
)
def test_nobody_else_takes_a_photo_off_a_draft(who: str, side: str, status: int, request: Any, client_for: Any) -> None:
    claim = a_draft_claim()
    file = photo_of(claim)
    answer = client_for(request.getfixturevalue(who)).post(f"{side}/{claim.pk}/photos/{file.pk}/remove/")
    with at_head_office():
        assert (answer.status_code, StoredFile.objects.filter(pk=file.pk).exists()) == (status, True)
