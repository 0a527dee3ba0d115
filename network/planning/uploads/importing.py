"""The importer of demand points and candidate sites: new ones are added to their list, known ones changed where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.datum import Datum, in_wgs84
from common.errors import Invalid
from common.imports.importers import Done, Field, Group, Importer, Problem, Row
from common.pages.parts import address
from common.text import Text
from network.planning.sphere import Position
from network.planning.uploads.actions import FACTS, SOLVE, set_place
from network.planning.uploads.models import UploadedPlace
from network.planning.uploads.positions import NOWHERE, far_from_all, read_degrees

LAT = _("Give degrees from -90 to 90, such as 31.2304.")
LON = _("Give degrees from -180 to 180, such as 121.4737.")


class PlaceImporter(Importer):
    """Demand points and candidate sites of planning scenarios."""

    code = "planning_places"
    title = _("Places for planning")
    action = SOLVE
    key = "name"
    fields = (
        Field("list", _("List"), required=True, longest=80, aliases=("名单", "清单", "listname"), example="2027年物流园调研"),
        Field("name", _("Place"), required=True, longest=60, aliases=("名称", "地点名称", "site", "city"), example="顺义物流园"),
        Field("lat", _("Latitude"), required=True, longest=20, aliases=("纬度", "latitude", "y"), example="40.1302"),
        Field("lon", _("Longitude"), required=True, longest=20, aliases=("经度", "longitude", "lng", "x"), example="116.6541"),
        Field("weight", _("Weight of the demand"), "decimal", aliases=("权重", "需求量", "demand", "vehicles"), example="350"),
        Field("is_site", _("Candidate site"), "flag", aliases=("候选站址", "candidate", "备选"), example="yes"),
        Field("datum", _("Position comes from"), "choice", choices=Datum.choices, aliases=("坐标系",), example="wgs84"),
    )  # fmt: skip

    def is_open_to(self, actor: Any) -> bool:
        """Only head office and its regional offices plan."""
        return bool(actor.is_office) and super().is_open_to(actor)

    def known(self, groups: Sequence[Group], actor: Actor) -> Mapping[str, Done]:
        """Return the places that would not change."""
        names = [group.key for group in groups]
        rows = UploadedPlace.objects.filter(name__in=names, list__put_away_at=None).select_related("list")
        stored = {(one.list.name, one.name): one for one in rows}
        found = {}
        for group in groups:
            places = [stored.get((row["list"], row["name"])) for row in group.rows]
            if all(one and _same(one, row) for one, row in zip(places, group.rows, strict=True)) and places[0]:
                found[group.key] = Done(group.key, places[0].list_id)
        return found

    def check(self, groups: Sequence[Group], actor: Actor) -> Iterator[Problem]:
        """Yield positions that can't be, places without a use, and places that stand in their list twice."""
        seen: dict[tuple[str, str], int] = {}
        placed: list[tuple[Row, Position]] = []
        for row in (row for group in groups for row in group.rows):
            yield from _degrees(row)
            if not row["weight"] and not row["is_site"]:
                yield Problem(row.number, "weight", _("Give it a weight, or make it a candidate site."))
            if seen.setdefault((row["list"] or "", row["name"]), row.number) != row.number:
                yield Problem(row.number, "name", _("This place stands in the file twice."))
            facts = _read(row)
            if facts:
                placed.append((row, (facts.lat, facts.lon)))
        for (row, _position), is_far in zip(placed, far_from_all([one for _row, one in placed]), strict=True):
            if is_far:
                yield Problem(row.number, "lat", NOWHERE)

    def commit(self, group: Group, actor: Actor) -> Done:
        """Add the place to its list (a name may stand in several), or change what differs."""
        place = None
        for row in group.rows:
            facts = _read(row)
            if facts is None:
                raise Invalid(LAT, field="lat")
            given = {name: getattr(facts, name) for name in FACTS}
            place = set_place(row["list"], row["name"], **given, acting_user=actor)
        if place is None:
            raise Invalid(_("This is needed."), field="name")
        return Done(place.name, place.list_id)

    def url(self, key: UUID) -> str:
        """Return the list's page."""
        return address("planning:place_list", [key])


@dataclass(frozen=True, slots=True)
class _Facts:
    """A row as it is stored."""

    lat: float
    lon: float
    weight: Decimal
    is_site: bool


def _degrees(row: Row) -> Iterator[Problem]:
    bounds: tuple[tuple[str, int, Text], ...] = (("lat", 90, LAT), ("lon", 180, LON))
    for name, most, sentence in bounds:
        if row[name] and read_degrees(row[name], most) is None:
            yield Problem(row.number, name, sentence)


def _read(row: Row) -> _Facts | None:
    lat, lon = read_degrees(row["lat"] or "", 90), read_degrees(row["lon"] or "", 180)
    if lat is None or lon is None:
        return None
    return _Facts(*in_wgs84(lat, lon, row["datum"] or Datum.WGS84), row["weight"] or Decimal(0), bool(row["is_site"]))


def _same(place: UploadedPlace, row: Row) -> bool:
    facts = _read(row)
    return facts is not None and all(getattr(place, name) == getattr(facts, name) for name in FACTS)
