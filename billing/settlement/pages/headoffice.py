"""Pages of finance alone: closing a month, reconciliation; and the public page that verifies a statement on paper."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.settlement.closing import close_month
from billing.settlement.papers import KIND
from billing.settlement.selectors import Reconciled, month_counts, reconciliation, statement_to_verify
from common.clock import today
from common.documents import read_token
from common.errors import NotYours
from common.pages import PUBLIC, Crumb, FormPage, Page


class MonthForm(forms.Form):
    """Which month to close."""

    month = forms.CharField(label=_("Month"), widget=forms.DateInput(attrs={"type": "month"}))

    def clean_month(self) -> date:
        """Turn 2026-10 into its first day."""
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError as error:
            raise forms.ValidationError(_("Give a month as 2026-10.")) from error


class CloseMonth(FormPage):
    """Issue every station's statement of a month."""

    action = "settlement.close"
    title = _("Close a month")
    explain = _(
        "Every station with open entries gets its statement. A closed month is never opened again: "
        "what comes later, corrections too, goes on the next statement."
    )
    form_class = MonthForm
    submit_label = _("Issue the statements")
    success = _("The month is closed.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Statements"), reverse("settlement:list"))]

    def initial(self) -> dict[str, Any]:
        """Offer last month."""
        return {"month": (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")}

    def perform(self, form: MonthForm) -> str:
        """Close it and show what was issued."""
        period = form.cleaned_data["month"]
        close_month(period, acting_user=self.actor)
        return f"{reverse('settlement:list')}?period_min={period}&period_max={period}"


class Reconciliation(Page):
    """Do ledger, statements and open entries agree, station by station?"""

    action = "settlement.close"
    title = _("Reconciliation")
    template_name = "settlement/reconciliation.html"

    def context(self) -> dict[str, Any]:
        """Return the rows and their sums."""
        rows = sorted(reconciliation(self.actor), key=lambda row: (row.difference_minor == 0, row.station.code))
        return {"rows": rows, "total": _total(rows), "months": month_counts(self.actor)}


def _total(rows: Sequence[Reconciled]) -> dict[str, int]:
    names = ("ledger_minor", "statements_minor", "open_minor", "difference_minor")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return sums | {"differences": sum(1 for row in rows if row.difference_minor)}


class VerifyStatement(Page):
    """Whether a statement on paper is genuine: what the QR code leads to. No name, no amount."""

    action = PUBLIC
    title = _("Is this statement genuine?")
    template_name = "settlement/verify.html"

    def context(self) -> dict[str, Any]:
        """Return number, month and status of the statement that the token names. Raises NotYours for a token that is not ours."""
        key = read_token(KIND, self.kwargs["token"])
        if key is None:
            raise NotYours
        return {"statement": statement_to_verify(key)}
