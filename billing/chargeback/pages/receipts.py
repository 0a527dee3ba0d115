"""A receipt that was booked by mistake is taken back: from one chargeback, or from all that it settled."""

from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.chargeback.actions import take_back_receipts
from billing.chargeback.models import Chargeback
from billing.chargeback.pages.forms import TakeBackForm
from billing.chargeback.pages.views import one_of, way_back
from billing.chargeback.receipts import bank_reference_of, last_receipt, of_the_same_receipt
from billing.ledger.models import Transaction
from common.money import format_minor
from common.pages import Crumb, FormPage
from common.text import Text


class TakeReceiptBack(FormPage):
    """Finance takes a receipt back."""

    action = "chargeback.pay"
    title = _("Take the receipt back")
    form_class = TakeBackForm
    narrow = True
    lit = "chargeback:list"
    submit_label = _("Take it back")
    success = _("The receipt is taken back. What it settled is open again.")
    explain = _(
        "For a receipt that was booked by mistake. Contra entries are posted today, nothing is deleted, and the supplier sees the charge as "
        "to be paid again. It is not asked for its answer a second time."
    )

    @cached_property
    def chargeback(self) -> Chargeback:
        """Return the chargeback, through the gate."""
        return one_of(self)

    @cached_property
    def receipt(self) -> Transaction | None:
        """Return the receipt that would be taken back."""
        return last_receipt(self.chargeback)

    def crumbs(self) -> list[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return which receipt it is, or that there is none."""
        if self.receipt is None:
            return now_("%(number)s: no receipt stands") % {"number": self.chargeback.number}
        bank = bank_reference_of(self.receipt, self.chargeback)
        paid = format_minor(self.chargeback.paid_minor, self.chargeback.currency)
        return f"{self.chargeback.number} · {bank} · {self.receipt.occurred_on} · {paid}"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the other chargebacks of the same receipt."""
        found = of_the_same_receipt(self.chargeback, self.receipt, self.actor) if self.receipt else []
        return {"rows": found}

    def perform(self, form: TakeBackForm) -> str:
        """Take it back."""
        given = form.cleaned_data
        keys = [self.chargeback.pk, *map(UUID, given.get("others", ()))]
        take_back_receipts(keys, acting_user=self.actor, reason=given["reason"])
        return self.chargeback.get_absolute_url()
