"""Adding or changing an uploaded place, and putting a list away."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from network.planning.uploads.choices import UploadError
from network.planning.uploads.models import PlaceList, UploadedPlace
from network.planning.uploads.positions import city_at
from network.planning.uploads.selectors import place_lists_for

SOLVE = "planning.solve"
FACTS = ("lat", "lon", "weight", "is_site")


@transaction.atomic
def set_place(
    list_name: str, name: str, *, lat: float, lon: float, weight: Decimal, is_site: bool, acting_user: Actor
) -> UploadedPlace:
    """Add a place to the open list of this name (made when there is none), or change the one with its name.

    Raises Invalid for a place that is neither demand nor site, or that lies nowhere near a Chinese city.
    """
    acting_user.require(SOLVE)
    if weight <= 0 and not is_site:
        raise Invalid(_("Give it a weight, or make it a candidate site."), code=UploadError.NO_USE, field="weight")
    city = city_at(lat, lon)
    facts = {"lat": lat, "lon": lon, "weight": weight, "is_site": is_site}
    where = {"province_code": city.province_code, "region": city.region}
    place_list = _list_named(list_name.strip(), acting_user)
    place = UploadedPlace.objects.select_for_update(no_key=True).filter(list=place_list, name=name.strip()).first()
    if place is None:
        place = UploadedPlace.objects.create(list=place_list, name=name.strip(), **facts, **where)
        record(place, "uploaded_place.added", acting_user, after=facts)
        return place
    before = {field: getattr(place, field) for field in FACTS}
    place.change(**facts, **where)
    record(place, "uploaded_place.changed", acting_user, before=before, after=facts)
    return place


@transaction.atomic
def put_list_away(list_id: UUID, *, reason: str = "", acting_user: Actor) -> PlaceList:
    """Offer a list no longer. Scenarios keep what they were asked of. Raises WrongState when it is put away already."""
    acting_user.require(SOLVE)
    place_lists_for(acting_user).get_or_404(list_id)
    place_list: PlaceList = PlaceList.objects.locked().get_or_404(list_id)
    if place_list.put_away_at is not None:
        raise WrongState(_("This list is put away already."), code=UploadError.PUT_AWAY)
    place_list.change(put_away_at=now())
    record(place_list, "place_list.put_away", acting_user, reason=reason)
    return place_list


def _list_named(name: str, actor: Actor) -> PlaceList:
    found, is_new = PlaceList.objects.get_or_create(
        name=name, put_away_at=None, defaults={"made_by": actor.id, "made_by_name": actor.name}
    )
    if is_new:
        record(found, "place_list.made", actor, after={"name": name})
    return found
