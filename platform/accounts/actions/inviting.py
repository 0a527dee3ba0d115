"""Invitations: sent by mail, accepted once, withdrawn while they are open."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.locks import lock_invitation, lock_invitation_by_hash
from accounts.models import Invitation, Membership, User
from accounts.policies import require_may_place, require_role_fits, role_of_post
from accounts.roles import Role
from accounts.selectors import current_memberships, user_by_email
from accounts.tokens import hash_of, token_of
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.ids import new_id
from common.people import Person
from common.scope import for_office

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    acting_user: Actor,
    role: Role | str | None = None,
    post: str = "",
    station_id: UUID | None = None,
    supplier_id: UUID | None = None,
    region: str = "",
) -> Invitation:
    """Invite somebody to a post of a station or to a role at head office or at a supplier; the mail goes out by itself.

    Raises NotAllowed or NotYours where the person does not manage people; Invalid for a role of another kind of place, a post that
    is not in the catalogue, or somebody who holds it or was invited to it already.
    """
    station_id = station_id or acting_user.station_id
    require_may_place(acting_user, station_id)
    return _send(email, name, role_of_post(post, role), post, station_id, supplier_id, region, acting_user)


@transaction.atomic
def invite_first_manager(station_id: UUID, *, email: str, name: str, acting_user: Actor) -> Invitation:
    """Invite the manager of a station that was just opened. Whoever opens stations may, once: a station with a manager invites by itself."""
    acting_user.require("stations.open")
    if current_memberships().filter(station_id=station_id, role=Role.STATION_MANAGER).exists():
        raise WrongState(_("This station has a manager, who invites everybody else."))
    return _send(email, name, Role.STATION_MANAGER, "station_manager", station_id, None, "", acting_user)


def invite_new_manager(station_id: UUID, *, email: str, name: str, acting_user: Person) -> Invitation:
    """Invite the manager of a station that has become somebody else's, in the caller's transaction; what was open for a manager is withdrawn.

    The caller has seen to it that they may. Raises Invalid for an address that is none, or of somebody who manages the station.
    """
    waiting = Invitation.objects.filter(station_id=station_id, role=Role.STATION_MANAGER, accepted_at=None)
    for row in waiting.filter(withdrawn_at=None).locked():
        row.change(withdrawn_at=now())
        record(row, "invitation.withdrawn", acting_user)
    return _send(email, name, Role.STATION_MANAGER, "station_manager", station_id, None, "", acting_user)


@transaction.atomic
def invite_first_administrator(*, email: str, name: str, acting_user: Person) -> Invitation:
    """Invite the first person of an installation, from its own machine. Raises WrongState once there is an administrator."""
    if current_memberships().filter(role=Role.ADMINISTRATOR).exists():
        raise WrongState(_("There is an administrator, who invites everybody else."))
    return _send(email, name, Role.ADMINISTRATOR, "", None, None, "", acting_user)


@transaction.atomic
def resend_invitation(key: UUID, *, acting_user: Actor) -> Invitation:
    """Send a fresh link; the old one stops working. Raises WrongState when the invitation was accepted or withdrawn."""
    row = lock_invitation(key, acting_user)
    require_may_place(acting_user, row.station_id)
    _require_unanswered(row)
    row.version += 1
    row.token_hash, row.expires_at = hash_of(token_of(row)), now() + VALID_FOR
    row.save(update_fields=["version", "token_hash", "expires_at"])
    record(row, "invitation.sent", acting_user, after={"role": row.role, "post": row.post})
    return row


@transaction.atomic
def withdraw_invitation(key: UUID, *, acting_user: Actor) -> Invitation:
    """Take an invitation back. Raises WrongState when it was accepted or withdrawn already."""
    row = lock_invitation(key, acting_user)
    require_may_place(acting_user, row.station_id)
    _require_unanswered(row)
    row.change(withdrawn_at=now())
    record(row, "invitation.withdrawn", acting_user)
    return row


@transaction.atomic
def accept_invitation(token: str, *, name: str = "", password: str = "", signed_in: User | None = None) -> User:
    """Take the role that was offered. Somebody new chooses a name and a password; somebody who has an account must be signed in to it.

    Raises WrongState for a link that is unknown, old or used, NotAllowed when the account is another one or nobody is signed in to it,
    Invalid for a weak password.
    """
    row = lock_invitation_by_hash(hash_of(token))
    if row is None or row.accepted_at or row.withdrawn_at or row.expires_at < now():
        raise WrongState(_("This link is no longer valid. Ask for a new invitation."), code=AccountError.NOT_OPEN)
    user = _user_for(row, name, password, signed_in)
    with for_office():  # nobody stands anywhere yet
        row.change(accepted_at=now())
        if not _held(user, row.role, row.station_id, row.supplier_id, row.post):
            _start(user, row)
    return user


def _send(
    email: str,
    name: str,
    role: Role,
    post: str,
    station_id: UUID | None,
    supplier_id: UUID | None,
    region: str,
    actor: Person,
) -> Invitation:
    require_role_fits(role, station_id, supplier_id)
    email = _checked_email(email)
    facts = {"role": role, "post": post, "station_id": station_id, "supplier_id": supplier_id}
    _require_new(email, **facts)
    row = Invitation(
        id=new_id(),
        email=email,
        name=name.strip(),
        region=region,
        invited_by=actor.id,
        expires_at=now() + VALID_FOR,
        **facts,
    )
    row.token_hash = hash_of(token_of(row))
    row.save(force_insert=True)
    record(row, "invitation.sent", actor, after={"role": role, "post": post})
    return row


def _checked_email(email: str) -> str:
    text = email.strip()
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    return text


def _require_new(email: str, **facts: object) -> None:
    user = user_by_email(email)
    if user is not None and _held(user, **facts):  # type: ignore[arg-type]
        raise Invalid(_("This person holds that already."), code=AccountError.HELD_ALREADY, field="email")
    waiting = Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    if waiting.filter(**facts).exists():
        raise Invalid(
            _("This person was invited to that already. Send the invitation again, or withdraw it."),
            code=AccountError.INVITED_ALREADY,
            field="email",
        )


def _held(user: User, role: str, station_id: UUID | None, supplier_id: UUID | None, post: str) -> bool:
    rows = current_memberships().filter(user=user, role=role, station_id=station_id, supplier_id=supplier_id, post=post)
    return rows.exists()


def _require_unanswered(row: Invitation) -> None:
    if row.accepted_at or row.withdrawn_at:
        raise WrongState(_("This invitation was answered or withdrawn already."), code=AccountError.NOT_OPEN)


def _user_for(row: Invitation, name: str, password: str, signed_in: User | None) -> User:
    user = user_by_email(row.email)
    if user is None:
        return _new_user(row, name, password)
    if signed_in is None:
        raise NotAllowed(_("You have an account. Sign in to accept."), code=AccountError.SIGN_IN_FIRST)
    if signed_in.pk != user.pk:
        raise NotAllowed(
            _("This invitation is for another address. Sign in with that one."), code=AccountError.OTHER_ADDRESS
        )
    return user


def _new_user(row: Invitation, name: str, password: str) -> User:
    person = User(email=row.email, name=name.strip() or row.name)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code=AccountError.WEAK_PASSWORD, field="password") from error
    return User.objects.create_user(row.email, password, name=person.name)


def _start(user: User, row: Invitation) -> Membership:
    membership = Membership.objects.create(
        user=user,
        role=row.role,
        station_id=row.station_id,
        supplier_id=row.supplier_id,
        region=row.region,
        post=row.post,
    )
    record(membership, "membership.started", user, after={"person": user.name, "role": row.role, "post": row.post})
    record(row, "invitation.accepted", user)
    return membership
