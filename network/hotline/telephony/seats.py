"""At which extension an agent sits."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from common.records import RecordQuerySet
from network.hotline.locks import lock_seats
from network.hotline.models import Seat
from network.hotline.telephony.policies import TelephonyError

EXTENSION = re.compile(r"[0-9*#]{2,12}")


def seat_of(actor: Actor) -> Seat | None:
    """Return where the person sits."""
    return Seat.objects.filter(user_id=actor.id).first()


def seats_for(actor: Actor) -> RecordQuerySet:
    """Return the extensions: head office's alone."""
    rows = Seat.objects.select_related("user")
    return rows.all() if actor.is_office and actor.roles else rows.none()


@transaction.atomic
def sit_at(extension: str, *, acting_user: Actor) -> Seat:
    """Sit down at an extension, and get up from the one before; whoever forgot to get up from this one does so now. Raises Invalid."""
    acting_user.require("hotline.answer")
    wanted = extension.strip()
    if not EXTENSION.fullmatch(wanted):
        raise Invalid(_("An extension has 2 to 12 digits."), code=TelephonyError.EXTENSION, field="extension")
    Seat.objects.get_or_create(extension=wanted)
    seats = lock_seats(wanted, acting_user.id)
    seat = next(one for one in seats if one.extension == wanted)
    if seat.user_id == acting_user.id:
        return seat
    for other in seats:
        if other.user_id is not None:
            _get_up(other, acting_user)
    seat.change(user=acting_user.user)
    record(seat, "extension.taken", acting_user, after={"extension": seat.extension, "agent": acting_user.name})
    return seat


@transaction.atomic
def get_up(*, acting_user: Actor) -> None:
    """Sit nowhere: no call rings here any more, except those for everybody."""
    acting_user.require("hotline.answer")
    for seat in lock_seats("", acting_user.id):
        _get_up(seat, acting_user)


def _get_up(seat: Seat, acting_user: Actor) -> None:
    before = seat.user.name if seat.user else ""
    seat.change(user=None)
    record(seat, "extension.left", acting_user, before={"agent": before}, after={"extension": seat.extension})
