"""What happens when a time of a callback comes: a warning, lateness, the end of a claim."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from common.clock import database_now
from common.history.record import record
from common.pages.addresses import office_root
from desk.actions import tell as notify
from network.hotline.callbacks.choices import CallbackStatus
from network.hotline.callbacks.limits import unclaim
from network.hotline.callbacks.models import Callback
from network.hotline.callbacks.owing import QUEUE, tell


def warn(callback_id: UUID) -> None:
    """Tell whoever promised it and whoever has claimed it that the time comes near."""
    callback = _locked(callback_id)
    if not callback.is_open:
        return
    record(callback, "callback.soon_due", QUEUE, after={"due_at": callback.due_at})
    people = User.objects.filter(pk__in=[one for one in (callback.promised_by, callback.agent_id) if one])
    address = office_root() + reverse("hotline:callback", urlconf=settings.ROOT_URLCONF, args=[callback.pk]).lstrip("/")
    about = {"number": callback.number, "phone": callback.masked_phone}
    key = f"callback.soon_due:{callback.pk}:{callback.limit_step}"
    notify(
        people,
        lambda: gettext("%(phone)s is still to be called back (%(number)s), and the promised time comes near.") % about,
        address,
        key=key,
    )
    tell(callback)


def mark_late(callback_id: UUID) -> None:
    """The time is over, and nobody has reached anybody."""
    callback = _locked(callback_id)
    if callback.is_open and callback.late_at is None:
        callback.change(late_at=database_now())
        record(callback, "callback.became_late", QUEUE, after={"late_at": callback.late_at})
        tell(callback)


def let_claim_run_out(callback_id: UUID) -> None:
    """Whoever claimed it has not called: back into the queue."""
    callback = _locked(callback_id)
    if callback.status == CallbackStatus.CLAIMED:
        before = callback.agent_name
        callback.move_to(CallbackStatus.WAITING, agent_id=None, agent_name="")
        unclaim(callback)
        record(
            callback, "callback.claim_ran_out", QUEUE, before={"agent_name": before}, after={"status": callback.status}
        )
        tell(callback)


def _locked(callback_id: UUID) -> Callback:
    return Callback.objects.select_for_update(no_key=True, of=("self",)).get(pk=callback_id)
