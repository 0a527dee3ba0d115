"""The posts that people hold: added, changed, ended. A membership is never deleted; it ends."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.locks import lock_managers, lock_membership
from accounts.models import Membership, User
from accounts.policies import require_may_place, require_role_fits, role_of_post
from accounts.roles import Role
from accounts.selectors import people_for
from common.clock import now
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record

NEEDED = (Role.STATION_MANAGER, Role.ADMINISTRATOR)


@transaction.atomic
def add_post(
    user_id: UUID, *, acting_user: Actor, post: str = "", role: Role | str | None = None, region: str = ""
) -> Membership:
    """Give somebody who is known at this place a further post (or role). Raises Invalid when they hold it, NotYours for strangers."""
    require_may_place(acting_user, acting_user.station_id)
    user = people_for(acting_user).filter(pk=user_id).first()
    if user is None:
        raise NotYours()
    granted = role_of_post(post, role)
    require_role_fits(granted, acting_user.station_id, None)
    membership = _create(user, role=granted, post=post, station_id=acting_user.station_id, region=region)
    _say(membership, "membership.started", acting_user)
    return membership


@transaction.atomic
def change_post(key: UUID, *, post: str, acting_user: Actor, version: int | None = None) -> Membership:
    """Move somebody to another post: the old one ends, the new one begins. Raises as `add_post` and `end_membership` do."""
    old = lock_membership(key, acting_user)
    old.expect_version(version)
    if old.post == post:
        raise Invalid(_("This is the post that they hold."), code=AccountError.HELD_ALREADY, field="post")
    require_may_place(acting_user, old.station_id)
    role = role_of_post(post, None)
    _require_current(old)
    if role != old.role:
        _require_not_last(old)
    old.change(ended_at=now())
    membership = _create(old.user, role=role, post=post, station_id=old.station_id)
    before = {"post": old.post, "role": old.role}
    record(
        membership,
        "membership.changed",
        acting_user,
        before=before,
        after={"person": old.user.name, "post": post, "role": role},
    )
    return membership


@transaction.atomic
def end_membership(key: UUID, *, acting_user: Actor, reason: str = "") -> Membership:
    """End a post or role. Raises WrongState when it has ended, Invalid for one's own, and for the last manager of a place."""
    membership = lock_membership(key, acting_user)
    require_may_place(acting_user, membership.station_id)
    _require_current(membership)
    if membership.user_id == acting_user.id:
        raise Invalid(_("Somebody else must end your own post."), code=AccountError.OWN_MEMBERSHIP)
    _require_not_last(membership)
    membership.change(ended_at=now())
    _say(membership, "membership.ended", acting_user, reason)
    return membership


def _create(user: User, **facts: Any) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, **facts)
    except IntegrityError as error:
        raise Invalid(_("This person holds that already."), code=AccountError.HELD_ALREADY, field="post") from error


def _require_current(membership: Membership) -> None:
    if membership.ended_at is not None:
        raise WrongState(_("This has ended already."))


def _require_not_last(membership: Membership) -> None:
    if membership.role not in NEEDED:
        return
    others = [row for row in lock_managers(membership.role, membership.station_id) if row.pk != membership.pk]
    if not others:
        raise Invalid(
            _("Nobody else could manage people here then. Give the post to somebody else first."),
            code=AccountError.LAST_MANAGER,
        )


def _say(membership: Membership, verb: str, actor: Actor, reason: str = "") -> None:
    after = {"person": membership.user.name, "role": membership.role, "post": membership.post}
    record(membership, verb, actor, after=after, reason=reason)
