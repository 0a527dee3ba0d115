"""What chargebacks do when a limit passes, and what the ledger check shall know of them."""

from billing.chargeback.actions import accept_by_limit
from billing.chargeback.raising import ANSWER_DUE
from billing.ledger.verify import Check, also_check
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline


@on_deadline(ANSWER_DUE)
def accept_when_the_limit_has_passed(deadline: Deadline) -> None:
    """A supplier that has not answered in time has accepted."""
    accept_by_limit(deadline.subject_id)


OWED = "(CASE WHEN c.status = 'cancelled' THEN 0 ELSE COALESCE(c.resolved_minor, c.amount_minor) END) - c.paid_minor"

also_check(
    Check(
        "chargeback",
        "the supplier's account does not say what the chargeback says",
        f"SELECT c.id FROM chargeback c JOIN ledger_transaction t ON t.reference = c.id "  # noqa: S608 - constants
        f"JOIN ledger_entry e ON e.transaction_id = t.id AND e.supplier_id = c.supplier_id "
        f"GROUP BY c.id HAVING sum(e.amount_minor) <> {OWED} ORDER BY c.id LIMIT 1",
    )
)
also_check(
    Check(
        "chargeback",
        "the charges of a line pass its settled amount",
        "SELECT min(id::text)::uuid FROM chargeback WHERE status <> 'cancelled' GROUP BY line_id "
        "HAVING sum(COALESCE(resolved_minor, amount_minor)) > max(COALESCE(resolved_final_minor, final_minor)) ORDER BY 1 LIMIT 1",
    )
)
