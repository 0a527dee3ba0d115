"""Who may give which role where, and what role a post brings."""

import pytest

from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.policies import require_may_place, require_role_fits, role_of_post
from accounts.roles import Role
from common.errors import Invalid, NotAllowed, NotYours
from common.ids import new_id
from tenants.registry.models import Station


def test_a_post_grants_its_role_whatever_was_said() -> None:
    assert role_of_post("service_advisor", Role.STATION_MANAGER) == Role.RECEPTION


def test_without_a_post_the_role_itself_is_taken() -> None:
    assert role_of_post("", Role.APPRAISER) == role_of_post("", "appraiser") == Role.APPRAISER


@pytest.mark.parametrize(("post", "role", "field"), [("", None, "role"), ("", "king", "role"), ("king", None, "post")])
def test_an_unknown_post_or_role_is_refused(post: str, role: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        role_of_post(post, role)
    assert (refusal.value.code, refusal.value.field) == (AccountError.UNKNOWN_POST, field)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.RECEPTION, "office"), (Role.FINANCE, "station"), (Role.FINANCE, "supplier"), (Role.SUPPLIER, "office")],
)
def test_a_role_is_held_at_its_kind_of_place(role: Role, place: str) -> None:
    station, supplier = (new_id() if place == kind else None for kind in ("station", "supplier"))
    with pytest.raises(Invalid) as refusal:
        require_role_fits(role, station, supplier)
    assert refusal.value.code == AccountError.WRONG_PLACE


def test_a_manager_places_people_at_their_own_station(
    station_manager: Actor, receptionist: Actor, rival_station: Station, administrator: Actor
) -> None:
    require_may_place(station_manager, station_manager.station_id)
    require_may_place(administrator, rival_station.pk)
    with pytest.raises(NotYours):
        require_may_place(station_manager, rival_station.pk)
    with pytest.raises(NotAllowed):
        require_may_place(receptionist, receptionist.station_id)
