"""The fine of a violation becomes money once it is final: the station's payable goes down, income from penalties up."""

from django.utils.translation import gettext_noop

from audit.violations.models import Violation
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, credit, debit, post
from common.clock import business_zone
from common.history.models import History
from common.history.subscribers import subscribe
from common.people import Process

SETTLEMENT = Process(gettext_noop("Penalties"))


@subscribe("violation.final")
def post_fine(event: History) -> None:
    """Post the fine to the month in which it became final. Told twice, it stays one posting (business key); points alone cost nothing."""
    violation = Violation.objects.select_related("offence").get(pk=event.aggregate_id)
    if not violation.fine_minor:
        return
    payable = account(AccountKind.STATION_PAYABLE, violation.station_id, violation.currency)
    day = (violation.final_at or event.occurred_at).astimezone(business_zone()).date()
    post(
        f"violation:{violation.pk}",
        day,
        f"{violation.number} {violation.offence.code}",
        [
            debit(payable, violation.fine_minor, violation.currency),
            credit(AccountKind.PENALTY_INCOME, violation.fine_minor, violation.currency),
        ],
        reference=violation.pk,
        acting_user=SETTLEMENT,
    )
