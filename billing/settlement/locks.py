"""Row locks of statements, always in order of their keys."""

from uuid import UUID

from accounts.actors import Actor
from billing.settlement.models import Statement
from billing.settlement.selectors import statements_for
from tenants.registry.models import Station


def lock_statement(statement_id: UUID, actor: Actor) -> Statement:
    """Return the statement under a lock, through the actor's gate. Raises NotYours."""
    row: Statement = statements_for(actor).locked().get_or_404(statement_id)
    return row


def lock_station(station_id: UUID) -> Station:
    """Hold a station's statements: one close or payment at a time."""
    return Station.objects.select_for_update(no_key=True).get(pk=station_id)
