"""Pages of finance alone: closing a month, reconciliation; and the public page that verifies a statement on paper."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.settlement.books import compare_books
from billing.settlement.checklist import checklist
from billing.settlement.jobs import start_close
from billing.settlement.pages.forms import MonthForm
from billing.settlement.papers import KIND
from billing.settlement.selectors import Reconciled, month_counts, reconciliation, statement_to_verify
from common.clock import today
from common.documents import read_token
from common.errors import NotYours
from common.pages import PUBLIC, Button, Crumb, FormPage, Page


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
    success = ""
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Statements"), reverse("settlement:list"))]

    def page_buttons(self) -> Sequence[Button]:
        """Return the way to what is still open."""
        return [Button(_("Closing checklist"), "settlement:checklist", "settlement.close")]

    def initial(self) -> dict[str, Any]:
        """Offer last month."""
        return {"month": (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")}

    def perform(self, form: MonthForm) -> str:
        """Close it and show what was issued."""
        period = form.cleaned_data["month"]
        job = start_close(period, acting_user=self.actor)
        if job is not None:
            return job.get_absolute_url()
        messages.success(self.request, now_("The month is closed."))
        return f"{reverse('settlement:list')}?period_after={period}&period_before={period}"


class Reconciliation(Page):
    """Do ledger, claims, statements, chargebacks, offsets and bank files agree?"""

    action = "settlement.close"
    title = _("Reconciliation")
    template_name = "settlement/reconciliation.html"

    def context(self) -> dict[str, Any]:
        """Return the books that are compared, the stations and their sums, and the months."""
        rows = sorted(reconciliation(self.actor), key=lambda row: (row.difference_minor == 0, row.station.code))
        books = compare_books(self.actor)
        return {"books": books, "rows": rows, "total": _total(rows), "months": month_counts(self.actor)}


def _total(rows: Sequence[Reconciled]) -> dict[str, int]:
    names = ("ledger_minor", "statements_minor", "open_minor", "difference_minor")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return sums | {"differences": sum(1 for row in rows if row.difference_minor)}


class Checklist(Page):
    """What is still open in a month before and after it is closed."""

    action = "settlement.close"
    title = _("Closing checklist")
    template_name = "settlement/checklist.html"
    lit = "settlement:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Statements"), reverse("settlement:list"))]

    def page_buttons(self) -> Sequence[Button]:
        """Return the way to close."""
        return [Button(_("Close a month"), "settlement:close", "settlement.close", primary=True)]

    def context(self) -> dict[str, Any]:
        """Return the points of the last twelve months."""
        return {"points": checklist(self.actor), "months": month_counts(self.actor)}


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
