"""Which lists of places a person sees, and the places of a list as points of a scenario."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q, Sum

from accounts.actors import Actor
from common.records import RecordQuerySet
from network.planning.scenarios.points import DEMAND, SITE, Point
from network.planning.uploads.models import PlaceList, UploadedPlace


def place_lists_for(actor: Actor) -> RecordQuerySet:
    """Return the lists with what is in them, for those at head office who may plan; stations have none."""
    rows: RecordQuerySet = PlaceList.objects.annotate(
        place_count=Count("places"),
        demand_sum=Sum("places__weight"),
        site_count=Count("places", Q(places__is_site=True)),
    )
    return rows if actor.is_office and actor.may("planning.view") else rows.none()


def open_lists_for(actor: Actor) -> RecordQuerySet:
    """Return the lists that a scenario may be asked of."""
    rows: RecordQuerySet = place_lists_for(actor).filter(put_away_at__isnull=True)
    return rows


def uploaded_for(actor: Actor) -> RecordQuerySet:
    """Return the places of all lists."""
    rows: RecordQuerySet = UploadedPlace.objects.select_related("list")
    return rows if actor.is_office and actor.may("planning.view") else rows.none()


def lists_offered(key: UUID | None = None) -> Sequence[tuple[str, str]]:
    """Return (key, name) of the open lists, for a form."""
    rows = PlaceList.objects.filter(put_away_at__isnull=True).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def uploaded_points(demand_list: UUID | None, site_list: UUID | None, factors: Mapping[str, float]) -> list[Point]:
    """Return the places of these lists: demand of the one, times the planner's factor of its province, and sites of the other."""
    rows = UploadedPlace.objects.filter(list__in={demand_list, site_list} - {None}).order_by("list", "name")
    found = []
    for one in rows:
        weight = float(one.weight) * factors.get(one.province_code, 1.0) if one.list_id == demand_list else 0.0
        is_site = one.is_site and one.list_id == site_list
        if weight > 0 or is_site:
            where = (one.province_code, one.region, one.lat, one.lon)
            kind = SITE if is_site else DEMAND
            found.append(Point(kind, one.public_id, one.name, one.name, *where, round(weight, 4)))
    return found
