"""Who may give which role at which place."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.posts import POSTS
from accounts.roles import Place, Role
from common.errors import Invalid, NotYours


def require_may_place(actor: Actor, station_id: UUID | None) -> None:
    """Raise NotAllowed unless the person manages people there; another station does not exist for a station's manager."""
    actor.require("posts.manage" if actor.is_station else "accounts.manage")
    if actor.is_station and station_id != actor.station_id:
        raise NotYours()


def require_role_fits(role: Role, station_id: UUID | None, supplier_id: UUID | None) -> None:
    """Raise Invalid for a role that is not held at this kind of place."""
    place = Place.STATION if station_id else Place.SUPPLIER if supplier_id else Place.OFFICE
    if role.place != place:
        raise Invalid(_("This role is not held there. Choose another."), code=AccountError.WRONG_PLACE, field="role")


def role_of_post(post: str, role: Role | str | None) -> Role:
    """Return the role that a post grants, or the given role when no post is named. Raises Invalid for an unknown post."""
    if not post:
        if role is None or str(role) not in Role.values:
            raise Invalid(_("Choose a post or a role."), code=AccountError.UNKNOWN_POST, field="role")
        return Role(role)
    if post not in POSTS:
        raise Invalid(
            _("There is no such post. Choose one from the list."), code=AccountError.UNKNOWN_POST, field="post"
        )
    return POSTS[post].role
