"""Row locks of chargebacks, always in order of their keys."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.models import Chargeback, LooseLine, ReceiptReversal, SupplierContract
from billing.chargeback.selectors import chargebacks_for, loose_lines_for, reversals_for
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
    type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)
    field = "part" if isinstance(subject, Part) else "component"
    return list(SupplierContract.objects.filter(**{field: subject}).order_by("pk"))


def lock_charged_in_year(contract_id: UUID, year: int) -> int:
    """Lock a contract with a cap per year, so that two charges can't pass it together, and return what stands for repairs of `year`."""
    SupplierContract.objects.select_for_update(no_key=True).get(pk=contract_id)
    rows = Chargeback.objects.filter(contract_id=contract_id, repaired_on__year=year)
    due = Sum(Coalesce("resolved_minor", "amount_minor"))
    total: int | None = rows.exclude(status=ChargebackStatus.CANCELLED).aggregate(total=due)["total"]
    return total or 0


def lock_charged_of_claim(contract_id: UUID, claim_id: UUID) -> int:
    """Lock a contract with a cap per unit and return what stands already for other lines of the same claim."""
    SupplierContract.objects.select_for_update(no_key=True).get(pk=contract_id)
    rows = Chargeback.objects.filter(contract_id=contract_id, claim_id=claim_id)
    due = Sum(Coalesce("resolved_minor", "amount_minor"))
    total: int | None = rows.exclude(status=ChargebackStatus.CANCELLED).aggregate(total=due)["total"]
    return total or 0


def lock_loose_of_line(line_id: UUID) -> LooseLine | None:
    """Return what stands on the work list for a claim line, under a lock."""
    row: LooseLine | None = LooseLine.objects.filter(line_id=line_id).locked().first()
    return row


def lock_loose_line(key: UUID, actor: Actor) -> LooseLine:
    """Return a line of the work list under a lock, through the actor's gate. Raises NotYours."""
    row: LooseLine = loose_lines_for(actor).locked().get_or_404(key)
    return row


def lock_chargebacks(keys: Sequence[UUID], actor: Actor) -> Sequence[Chargeback]:
    """Return those of the chargebacks that the actor may see, under locks."""
    return list(chargebacks_for(actor).filter(pk__in=keys).locked())


def lock_reversal(key: UUID, actor: Actor) -> ReceiptReversal:
    """Return the taking back of a receipt under a lock, through the actor's gate. Raises NotYours."""
    row: ReceiptReversal = reversals_for(actor).locked().get_or_404(key)
    return row


def lock_reversals(keys: Sequence[UUID], actor: Actor) -> Sequence[ReceiptReversal]:
    """Return those that the actor may see under locks, each with its chargeback, which is locked first as by whoever asks."""
    wanted = reversals_for(actor).filter(pk__in=keys)
    charges = {row.pk: row for row in lock_chargebacks(list(wanted.values_list("chargeback_id", flat=True)), actor)}
    rows = list(wanted.locked())
    for row in rows:
        row.chargeback = charges[row.chargeback_id]
    return rows
