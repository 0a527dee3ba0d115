"""API keys: one's own, for the place where one stands."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.keys import make_key
from accounts.locks import lock_key
from accounts.models import ApiKey
from accounts.role_table import ROLE_TABLE
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.scope import for_office


@transaction.atomic
def create_key(*, label: str, acting_user: Actor, scopes: Iterable[str] = ()) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which is not kept. `scopes` are actions that the person may do; none means all of them.

    Raises Invalid without a label or for a scope that is not the person's.
    """
    acting_user.require("accounts.view_keys")
    if not label.strip():
        raise Invalid(_("Say what the key is for."), field="label")
    wanted = set(scopes)
    if not wanted <= set(own_scopes(acting_user)):
        raise Invalid(_("A key can't do more than you."), code=AccountError.UNKNOWN_SCOPE, field="scopes")
    code = acting_user.station.code if acting_user.station else ""
    row, text = make_key(
        acting_user.user, label=label.strip(), station_id=acting_user.station_id, station_code=code, scopes=wanted
    )
    with for_office():  # a supplier's own scope holds no history
        record(row, "api_key.made", acting_user, after={"label": row.label, "scopes": row.scopes})
    return row, text


@transaction.atomic
def revoke_key(key: UUID, *, acting_user: Actor) -> ApiKey:
    """Switch a key off for good. Raises WrongState when it is off already."""
    row = lock_key(key, acting_user)
    if row.revoked_at is not None:
        raise WrongState(_("This key is switched off already."))
    row.change(revoked_at=now())
    with for_office():
        record(row, "api_key.revoked", acting_user, after={"label": row.label})
    return row


def own_scopes(actor: Actor) -> list[str]:
    """Return the actions that the person may do here."""
    return sorted(action for action in ROLE_TABLE if actor.may(action))
