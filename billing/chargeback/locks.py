"""Row locks of chargebacks, always in order of their keys."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.models import Chargeback, SupplierContract
from billing.chargeback.selectors import chargebacks_for
from catalog.models import Component, Part


def lock_chargeback(chargeback_id: UUID, actor: Actor) -> Chargeback:
    """Return the chargeback under a lock, through the actor's gate. Raises NotYours."""
    row: Chargeback = chargebacks_for(actor).locked().get_or_404(chargeback_id)
    return row


def lock_live_of_line(line_id: UUID) -> Sequence[Chargeback]:
    """Return a claim line's chargebacks that still stand, under locks."""
    return list(Chargeback.objects.filter(line_id=line_id).exclude(status=ChargebackStatus.CANCELLED).locked())


def lock_contracts_of(subject: Part | Component) -> list[SupplierContract]:
    """Lock the part or component, so that two people can't agree on more than 100 % at once, and return its contracts."""
    type(subject).objects.select_for_update().get(pk=subject.pk)
    field = "part" if isinstance(subject, Part) else "component"
    return list(SupplierContract.objects.filter(**{field: subject}).order_by("pk"))
