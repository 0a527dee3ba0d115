"""The photos behind a charge: the supplier that is charged sees them, nobody who has no part in it does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import Membership, User
from accounts.roles import Role
from billing.chargeback.models import Chargeback
from billing.oldparts.actions import weigh_in
from billing.oldparts.photos import photos_of
from common.files.models import StoredFile
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import supplier
from tests.builders.oldparts import a_disputed_case, a_received_part
from tests.builders.pictures import a_photo
from tests.world import office_actor

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Evidence:
    """A disputed charge and where the photos of its part are shown."""

    chargeback: Chargeback
    photo: UUID
    part: UUID

    @property
    def addresses(self) -> dict[str, str]:
        """The supplier's way through the charge, and the two sides' way through the part."""
        return {
            "charge": f"/oldparts/disputes/{self.chargeback.pk}/photos/{self.photo}/",
            "part": f"/oldparts/{self.part}/photos/{self.photo}/",
            "home": f"/s/SHA01/oldparts/{self.part}/photos/{self.photo}/",
            "rival": f"/s/BJS01/oldparts/{self.part}/photos/{self.photo}/",
        }


def photograph(part_id: UUID) -> StoredFile:
    final = office_actor(Role.FINAL_REVIEWER)
    with at_head_office():
        part = weigh_in(part_id, weight_g=900, photo=a_photo(), name="a.jpg", acting_user=final)
        photo: StoredFile = photos_of(part).get()
        return photo


@pytest.fixture
def evidence(db: None) -> Evidence:
    case = a_disputed_case()
    return Evidence(case.chargeback, photograph(case.part.pk).pk, case.part.pk)


@pytest.fixture
def rival_supplier(db: None) -> Client:
    """Somebody of another supplier, signed in."""
    user = User.objects.create_user("rival.supplier@stationmaster.example", name="rival")
    Membership.objects.create(user=user, role=Role.SUPPLIER, supplier_id=supplier("S777").pk)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def status_of(client: Client, address: str) -> int:
    """Return the status; what is refused holds no picture."""
    answer = client.get(address)
    assert answer["Content-Type"].startswith("image/") is (answer.status_code == 200)
    return answer.status_code


CASES = [
    ("supplier_user", "charge", 200),
    ("finance", "charge", 200),
    ("final_reviewer", "part", 200),
    ("station_manager", "home", 200),
    ("dispatcher", "charge", 403),
    ("station_manager", "charge", 404),  # head office is no place of theirs
    ("supplier_user", "part", 403),  # only through its charge
    ("finance", "part", 403),
    ("technician", "home", 403),
    ("rival_manager", "rival", 404),
    ("rival_manager", "home", 404),
]


@pytest.mark.parametrize(("who", "way", "status"), CASES)
def test_who_sees_the_photos(
    who: str, way: str, status: int, evidence: Evidence, request: Any, client_for: Any
) -> None:
    assert status_of(client_for(request.getfixturevalue(who)), evidence.addresses[way]) == status


def test_another_supplier_finds_neither_the_charge_nor_its_photo(evidence: Evidence, rival_supplier: Client) -> None:
    assert rival_supplier.get("/chargeback/").status_code == 200  # signed in, and at home in the portal
    assert status_of(rival_supplier, evidence.addresses["charge"]) == 404
    assert status_of(rival_supplier, evidence.addresses["part"]) == 403


@pytest.mark.parametrize("way", ["charge", "part", "home", "rival"])
def test_signed_out_it_asks_who_one_is(way: str, evidence: Evidence) -> None:
    answer = Client().get(evidence.addresses[way])
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_a_charge_shows_no_photo_of_another_part(evidence: Evidence, supplier_user: Actor, client_for: Any) -> None:
    other = photograph(a_received_part().pk)
    address = f"/oldparts/disputes/{evidence.chargeback.pk}/photos/{other.pk}/"
    assert status_of(client_for(supplier_user), address) == 404
