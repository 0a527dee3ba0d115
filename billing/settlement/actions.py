"""What people do with an issued statement: confirm it, carry it forward. Disputes, closing, invoices, offsets, payments have files of their own."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.choices import SettlementError, StatementStatus
from billing.settlement.figures import due_minor
from billing.settlement.locks import lock_statement, lock_station
from billing.settlement.models import Statement
from billing.settlement.selectors import statements_for
from common.clock import now
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person


@transaction.atomic
def confirm_statement(statement_id: UUID, *, acting_user: Actor) -> Statement:
    """The station confirms. Raises WrongState unless it is issued, with no dispute open.

    A payment that is dropped or rejected also leads back to "confirmed"; that way is not the station's.
    """
    acting_user.require("settlement.answer")
    statement = lock_statement(statement_id, acting_user)
    if statement.status != StatementStatus.ISSUED:
        raise WrongState(status=str(statement.status))
    return move(statement, StatementStatus.CONFIRMED, "statement.confirmed", acting_user, confirmed_at=now())


@transaction.atomic
def carry_forward(statement_id: UUID, *, acting_user: Actor) -> Statement:
    """Leave a balance in our favour, or of zero, on the account: the next statement opens with it."""
    acting_user.require("settlement.pay")
    statement = lock_for_payment(statement_id, acting_user)
    if due_minor(statement) > 0:
        raise Invalid(_("Something is due to the station. Pay it."), code=SettlementError.STILL_DUE)
    return move(statement, StatementStatus.CARRIED, "statement.carried_forward", acting_user)


def lock_for_payment(statement_id: UUID, acting_user: Actor) -> Statement:
    """Lock the station, then its statement: what is due depends on the payments of its other statements."""
    found = statements_for(acting_user).get_or_404(statement_id)
    lock_station(found.station_id)
    return lock_statement(statement_id, acting_user)


def move(
    statement: Statement, status: StatementStatus, verb: str, acting_user: Person, *, reason: str = "",
    said: dict[str, object] | None = None, **values: object,
) -> Statement:  # fmt: skip
    """Move the statement and tell history. Raises WrongState."""
    before = {"status": statement.status}
    statement.move_to(status, **values)
    after = {"status": statement.status, **(said or {})}
    record(statement, verb, acting_user, before=before, after=after, reason=reason)
    return statement
