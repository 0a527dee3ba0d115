"""The work list "supplier unknown": settled causal lines that no contract covers. Each is charged later, or borne for a reason."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, LooseStatus
from billing.chargeback.contracts import share_on
from billing.chargeback.locks import lock_loose_line
from billing.chargeback.models import LooseLine
from billing.chargeback.raising import LOOSE_FACTS, SettledLine, raise_chargeback
from common.errors import Invalid, WrongState
from common.history.record import record


@transaction.atomic
def charge_loose_line(key: UUID, *, acting_user: Actor) -> LooseLine:
    """Charge the suppliers now that a contract covers the line. Raises Invalid while none does or its cap is reached, WrongState once it
    was decided."""
    acting_user.require("chargeback.agree")
    row = lock_loose_line(key, acting_user)
    if row.status != LooseStatus.OPEN:
        raise WrongState(status=str(row.status))
    if not share_on(row.part_number, row.repaired_on, row.built_on, row.serial):
        raise Invalid(
            _("No contract covers this part on the day of its repair. Write one down first, or bear the cost."),
            code=ChargebackError.NO_CONTRACT,
        )
    row.move_to(LooseStatus.CHARGED)
    facts = {name: getattr(row, name) for name in LOOSE_FACTS}
    raised = raise_chargeback(SettledLine(**facts, finding=row.finding), acting_user=acting_user)
    if not raised:
        raise Invalid(
            _("Nothing is left to charge under the contract: its cap is reached. Bear the cost."),
            code=ChargebackError.CAP_REACHED,
        )
    said = {"status": row.status, "chargebacks": [one.number for one in raised]}
    record(row, "loose_line.charged", acting_user, before={"status": LooseStatus.OPEN}, after=said)
    return row


@transaction.atomic
def bear_loose_line(key: UUID, *, reason: str, acting_user: Actor) -> LooseLine:
    """Let the manufacturer bear the line, for a reason. Raises WrongState once it was decided."""
    acting_user.require("chargeback.agree")
    row = lock_loose_line(key, acting_user)
    if not reason.strip():
        raise Invalid(_("Say why no supplier bears it."), field="reason")
    before = {"status": row.status}
    row.move_to(LooseStatus.BORNE, reason=reason.strip()[:300])
    record(row, "loose_line.borne", acting_user, before=before, after={"status": row.status}, reason=reason)
    return row
