"""The closing checklist: what keeps months from being finished, each point with its number and the list that shows it."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import CorrectionStatus
from billing.ledger.selectors import corrections_for
from billing.settlement.choices import StatementStatus as S
from billing.settlement.invoicing.choices import InvoiceStatus
from billing.settlement.offsets.choices import OffsetStatus
from billing.settlement.payments.choices import BatchStatus
from billing.settlement.selectors import batches_for, invoices_for, offsets_for, open_entries_for, statements_for
from common.clock import today
from common.text import Text


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that somebody still has to do. `number` of zero is done."""

    label: Text
    who: Text
    number: int
    url: str


def checklist(actor: Actor) -> list[Point]:
    """Return the points, in the order in which a month is worked off. Raises NotAllowed."""
    actor.require("settlement.close")
    statements, listed = statements_for(actor), reverse("settlement:list")
    over = open_entries_for(actor).filter(occurred_on__lt=today().replace(day=1))
    without = statements.filter(status=S.CONFIRMED).exclude(
        Q(invoices__status__in=[InvoiceStatus.SUBMITTED, InvoiceStatus.ACCEPTED])
    )
    waiting = corrections_for(actor).filter(status=CorrectionStatus.REQUESTED)
    return [
        Point(_("Stations with entries of a past month that is not closed"), _("Finance"),
              over.order_by().values("station_id").distinct().count(), reverse("settlement:open")),
        Point(_("Statements that the station has not confirmed"), _("Station"),
              statements.filter(status=S.ISSUED).count(), f"{listed}?status=issued"),
        Point(_("Disputed statements"), _("Finance"),
              statements.filter(status=S.DISPUTED).count(), f"{listed}?status=disputed"),
        Point(_("Corrections that wait for a second person"), _("Finance"),
              waiting.count(), f"{reverse('ledger:corrections')}?status=requested"),
        Point(_("Confirmed statements without an invoice"), _("Station"), without.count(), f"{listed}?status=confirmed"),
        Point(_("Invoices to check"), _("Finance"), invoices_for(actor).filter(status=InvoiceStatus.SUBMITTED).count(),
              f"{reverse('settlement:invoices')}?status=submitted"),
        Point(_("Offsets that wait for confirmations"), _("Five parties"),
              offsets_for(actor).filter(status=OffsetStatus.REQUESTED).count(), f"{reverse('settlement:offsets')}?status=requested"),
        Point(_("Payment batches to release"), _("Finance lead"), batches_for(actor).filter(status=BatchStatus.DRAFT).count(),
              f"{reverse('settlement:batches')}?status=draft"),
        Point(_("Payment batches without the bank's whole answer"), _("Finance"),
              batches_for(actor).filter(status=BatchStatus.RELEASED).count(), f"{reverse('settlement:batches')}?status=released"),
    ]  # fmt: skip
