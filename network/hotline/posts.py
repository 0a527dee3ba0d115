"""Keeping the kilometre posts between which a highway marker is placed."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from common.records import RecordQuerySet
from network.hotline.highways import Marker, marker_in
from network.hotline.models import HighwayPost
from network.hotline.places import Place


def posts_for(actor: Actor) -> RecordQuerySet:
    """Return the posts: head office keeps them."""
    return HighwayPost.objects.all() if actor.is_office and actor.roles else HighwayPost.objects.none()


def read_marker(text: str, *, field: str = "marker") -> Marker:
    """Read `G30 K1234+500`. Raises Invalid for anything else."""
    marker = marker_in(text)
    if marker is None:
        raise Invalid(_("Give highway and kilometre, for example G30 K1234+500."), field=field)
    return marker


@transaction.atomic
def set_post(
    marker: Marker, place: Place, *, acting_user: Actor, name: str = "", post_id: UUID | None = None
) -> HighwayPost:
    """Write down where a marker stands; the one with this key is moved, else the one of this marker, else a new one is made.

    Raises Invalid when another post has the marker already.
    """
    acting_user.require("hotline.posts")
    same = posts_for(acting_user).filter(road=marker.road, at_m=marker.at_m).first()
    known = posts_for(acting_user).get_or_404(post_id) if post_id else same
    if same is not None and same != known:
        raise Invalid(_("There is a post with this marker already. Change that one."), field="marker")
    facts = {"road": marker.road, "at_m": marker.at_m, "lat": place.lat, "lon": place.lon, "name": name.strip()}
    if known is None:
        post = HighwayPost.objects.create(**facts)
        before = {}
    else:
        post, before = known, {key: getattr(known, key) for key in facts}
        post.change(**facts)
    record(post, "highway_post.set", acting_user, before=before, after=facts)
    return post
