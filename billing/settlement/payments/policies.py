"""When a statement may be paid, and how much."""

from django.utils.translation import gettext_lazy as _

from billing.settlement.choices import StatementStatus
from billing.settlement.debts.balances import free_payable_minor
from billing.settlement.figures import due_minor
from billing.settlement.invoicing.check import approved_details, invoices_match
from billing.settlement.models import PaymentLine, Statement
from billing.settlement.payments.choices import PaymentError
from common.errors import DomainError, Invalid, WrongState


def payable_minor(statement: Statement, *, but: PaymentLine | None = None) -> int:
    """Return what can be paid now: what is due, less what offsets and other collected payments hold."""
    free = free_payable_minor(statement.station_id, statement.currency, but=but.pk if but else None)
    return min(due_minor(statement), free)


def hindrance(statement: Statement) -> DomainError | None:
    """Return why the statement can't be collected for payment, or None. Under the station's lock where it decides."""
    if statement.status != StatementStatus.CONFIRMED:
        return WrongState(_("Only a confirmed statement is paid."), code=PaymentError.NOT_CONFIRMED)
    if payable_minor(statement) <= 0:
        return Invalid(
            _("Nothing is due, or an offset holds it. Carry the balance forward instead."),
            code=PaymentError.NOTHING_DUE,
        )
    if not invoices_match(statement):
        return Invalid(
            _("The accepted invoices do not add up to the services of the statement yet."), code=PaymentError.INVOICES
        )
    if approved_details(statement.station_id) is None:
        return Invalid(_("The station has no approved bank details."), code=PaymentError.NO_DETAILS)
    return None
