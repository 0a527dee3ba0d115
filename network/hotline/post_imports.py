"""The importer of kilometre posts: new markers are added, known ones moved where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.datum import Datum
from common.errors import Invalid
from common.imports.importers import Done, Field, Group, Importer, Problem, Row
from network.hotline.highways import Marker, marker_in
from network.hotline.models import HighwayPost
from network.hotline.places import Place, read_place
from network.hotline.posts import set_post


class HighwayPostImporter(Importer):
    """Kilometre posts, exits and service areas of highways."""

    code = "highway_posts"
    title = _("Highway posts")
    action = "hotline.posts"
    key = "marker"
    fields = (
        Field("marker", _("Highway and kilometre"), required=True, longest=40, aliases=("桩号", "里程桩"), example="G30 K1234+500"),
        Field("position", _("Position"), required=True, longest=80, aliases=("坐标", "经纬度"), example="34.2655,108.9541"),
        Field("datum", _("Position comes from"), "choice", choices=Datum.choices, aliases=("坐标系",), example="wgs84"),
        Field("name", _("Name"), longest=80, aliases=("名称",), example="西安北服务区"),
    )  # fmt: skip

    def is_open_to(self, actor: Any) -> bool:
        """Only head office keeps them."""
        return bool(actor.is_office) and super().is_open_to(actor)

    def known(self, groups: Sequence[Group], actor: Actor) -> Mapping[str, Done]:
        """Return the posts that would not move."""
        wanted = {group.key: marker_in(group.key) for group in groups}
        roads = {marker.road for marker in wanted.values() if marker}
        stored = {(one.road, one.at_m): one for one in HighwayPost.objects.filter(road__in=roads)}
        found = {}
        for group in groups:
            marker = wanted[group.key]
            post = stored.get((marker.road, marker.at_m)) if marker else None
            if post is not None and _same(post, group.first):
                found[group.key] = Done(str(post), post.pk)
        return found

    def check(self, groups: Sequence[Group], actor: Actor) -> Iterator[Problem]:
        """Yield markers and positions that can't be read, and markers that stand in the file twice."""
        seen: dict[Marker, int] = {}
        for group in groups:
            for row in group.rows:
                marker = marker_in(row["marker"] or "")
                if marker is None:
                    yield Problem(row.number, "marker", _("Give highway and kilometre, for example G30 K1234+500."))
                elif seen.setdefault(marker, row.number) != row.number:
                    yield Problem(row.number, "marker", _("This marker stands in the file twice."))
                try:
                    _place(row)
                except Invalid as error:
                    yield Problem(row.number, "position", error.message)

    def commit(self, group: Group, actor: Actor) -> Done:
        """Set the post."""
        marker, row = marker_in(group.key), group.first
        if marker is None:
            raise Invalid(_("Give highway and kilometre, for example G30 K1234+500."), field="marker")
        post = set_post(marker, _place(row), name=row["name"] or "", acting_user=actor)
        return Done(str(post), post.pk)

    def url(self, key: UUID) -> str:
        """Return the post's page."""
        return reverse("hotline:post", args=[key])


def _place(row: Row) -> Place:
    return read_place(row["position"] or "", row["datum"] or Datum.WGS84, field="position")


def _same(post: HighwayPost, row: Row) -> bool:
    try:
        place = _place(row)
    except Invalid:
        return False
    return (post.lat, post.lon, post.name) == (place.lat, place.lon, row["name"] or "")
