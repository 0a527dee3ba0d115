"""Row locks of settlement. A station's row comes first (it holds what the station is owed and owes), then records in order of their keys."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from accounts.actors import Actor
from billing.settlement.models import BankDetails, Dispute, Invoice, Offset, PaymentBatch, PaymentLine, Statement
from billing.settlement.selectors import (
    bank_details_for,
    batches_for,
    disputes_for,
    invoices_for,
    offsets_for,
    statements_for,
)
from tenants.registry.models import Station


def lock_statement(statement_id: UUID, actor: Actor) -> Statement:
    """Return the statement under a lock, through the actor's gate. Raises NotYours."""
    row: Statement = statements_for(actor).locked().get_or_404(statement_id)
    return row


def lock_station(station_id: UUID) -> Station:
    """Hold a station's money: one close, offset or payment at a time."""
    return Station.objects.select_for_update(no_key=True).get(pk=station_id)


def lock_stations(station_ids: Collection[UUID]) -> list[Station]:
    """Hold the money of several stations, in order of their keys."""
    return list(Station.objects.select_for_update(no_key=True).filter(pk__in=station_ids).order_by("pk"))


def hold_months(station_ids: Collection[UUID]) -> None:
    """Wait for the postings under way at these stations and keep later ones waiting: the months are about to be closed.

    The other half is the trigger `settlement_month_open`, which takes the same lock, shared.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('close:' || id, 0)) FROM unnest(%s::uuid[]) AS id ORDER BY id",
            [list(station_ids)],
        )


def lock_dispute(dispute_id: UUID, actor: Actor) -> tuple[Dispute, Statement]:
    """Return the dispute and its statement under locks, the statement first. Raises NotYours."""
    found: Dispute = disputes_for(actor).get_or_404(dispute_id)
    statement = lock_statement(found.statement_id, actor)
    row: Dispute = disputes_for(actor).locked().get_or_404(dispute_id)
    return row, statement


def lock_offset(offset_id: UUID, actor: Actor) -> Offset:
    """Return the offset under a lock, its station before it, through the actor's gate. Raises NotYours."""
    found: Offset = offsets_for(actor).get_or_404(offset_id)
    lock_station(found.station_id)
    row: Offset = offsets_for(actor).locked().get_or_404(offset_id)
    return row


def lock_invoice(invoice_id: UUID, actor: Actor) -> tuple[Invoice, Statement]:
    """Return the invoice and its statement under locks, the statement first. Raises NotYours."""
    found: Invoice = invoices_for(actor).get_or_404(invoice_id)
    statement = lock_statement(found.statement_id, actor) if actor.may("settlement.view") else found.statement
    row: Invoice = invoices_for(actor).locked().get_or_404(invoice_id)
    return row, statement


def lock_bank_details(details_id: UUID, actor: Actor) -> BankDetails:
    """Return the bank details under a lock, through the actor's gate. Raises NotYours."""
    row: BankDetails = bank_details_for(actor).locked().get_or_404(details_id)
    return row


def lock_batch(batch_id: UUID, actor: Actor) -> tuple[PaymentBatch, list[PaymentLine]]:
    """Return the batch and its lines under locks, their stations first. Raises NotYours."""
    found: PaymentBatch = batches_for(actor).get_or_404(batch_id)
    lock_stations(set(found.lines.values_list("station_id", flat=True)))
    row: PaymentBatch = batches_for(actor).locked().get_or_404(batch_id)
    return row, list(PaymentLine.objects.filter(batch=row).select_related("statement").locked())
