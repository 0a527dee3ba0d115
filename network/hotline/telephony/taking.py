"""What agents do with calls of the exchange: take one, listen to what was recorded."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, WrongState
from common.history.record import record
from common.live import OFFICE, publish
from network.hotline.choices import IN_THE_LINE, CallDirection
from network.hotline.models import Call
from network.hotline.selectors import calls_for
from network.hotline.telephony.policies import TelephonyError


@transaction.atomic
def pick_up(call_id: UUID, *, acting_user: Actor) -> Call:
    """Take a call that rings; the exchange puts it through to the agent's extension. Taking one's own again changes nothing.

    Raises WrongState when another agent has it, or the caller has hung up. Of several who press at once one wins.
    """
    acting_user.require("hotline.answer")
    call: Call = calls_for(acting_user).get_or_404(call_id)
    won = Call.objects.filter(
        pk=call.pk, agent_id__isnull=True, status__in=IN_THE_LINE, direction=CallDirection.INBOUND
    ).update(agent_id=acting_user.id, agent_name=acting_user.name, version=F("version") + 1)
    call.refresh_from_db()
    if call.agent_id == acting_user.id and not won:
        return call
    if not won:
        raise _lost(call)
    record(call, "call.picked_up", acting_user, after={"agent_name": acting_user.name})
    publish(OFFICE, "call.changed", {"id": call.pk, "status": call.status})
    return call


@transaction.atomic
def open_recording(call_id: UUID, *, acting_user: Actor) -> str:
    """Return where the recording is kept, and record who opened it. Raises Invalid when nothing was recorded."""
    acting_user.require("hotline.listen")
    call: Call = calls_for(acting_user).get_or_404(call_id)
    if not call.recording:
        raise Invalid(_("This call was not recorded."), code=TelephonyError.NO_RECORDING)
    record(call, "call.recording_opened", acting_user)
    return call.recording


def _lost(call: Call) -> WrongState:
    if call.agent_id is not None:
        return WrongState(
            _("%(agent)s has taken this call already.") % {"agent": call.agent_name or "–"}, code=TelephonyError.TAKEN
        )
    return WrongState(
        _("The caller has hung up. The call stands in the log, and a callback is made of it."), code=TelephonyError.OVER
    )
