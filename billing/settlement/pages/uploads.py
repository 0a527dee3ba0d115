"""Files that finance sends in: deliveries of which each row is a debt; and the templates, of the bank's answer to a batch, too."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.settlement.debts.actions import COLUMNS as OF_DELIVERIES
from billing.settlement.debts.actions import EXAMPLE, book_file
from billing.settlement.models import PaymentBatch
from billing.settlement.pages.forms import UploadForm
from billing.settlement.payments.answers import COLUMNS as OF_ANSWERS
from billing.settlement.payments.bank_file import lines_of
from billing.settlement.selectors import batches_for
from billing.settlement.sheets import template
from common.money import to_decimal
from common.pages import Crumb, FormPage, Page
from common.text import Text

KINDS = ("xlsx", "csv")


def downloads(name: str, *args: Any) -> list[tuple[str, str]]:
    """Return the kinds in which a template can be had, each with its address."""
    return [(kind, reverse(name, args=[*args, kind])) for kind in KINDS]


class BookFile(FormPage):
    """Finance reads a file of deliveries."""

    action = "debts.book"
    title = _("Read a file of deliveries")
    form_class = UploadForm
    template_name = "settlement/upload.html"
    submit_label = _("Book all rows")
    success = _("Booked. Documents known already were left as they are.")
    narrow = True

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say what the file holds."""
        return _(
            "CSV or XLSX with the columns %(columns)s; debt is “parts” or “vehicle”. All rows are booked, or none."
        ) % {"columns": ", ".join(OF_DELIVERIES)}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Debts for parts and vehicles"), reverse("settlement:debts"))]

    def perform(self, form: UploadForm) -> str:
        """Book all of them."""
        book_file(form.cleaned_data["file"].read(), acting_user=self.actor)
        return reverse("settlement:receivables")

    def context(self) -> dict[str, Any]:
        """Offer the template."""
        return {"templates": downloads("settlement:book_template")}


class BookTemplate(Page):
    """An empty file of deliveries with one example."""

    action = "debts.book"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it as CSV or XLSX."""
        return template(OF_DELIVERIES, [EXAMPLE], self.kwargs["format"], "deliveries-template")


class AnswerTemplate(Page):
    """A file in which each payment of the batch waits for the bank's answer."""

    action = "settlement.pay"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it as CSV or XLSX: the references are filled in, the results are the bank's."""
        batch: PaymentBatch = batches_for(self.actor).get_or_404(self.kwargs["pk"])
        rows = [[one.reference, "", "", "", to_decimal(one.amount_minor, one.currency)] for one in lines_of(batch)]
        return template(OF_ANSWERS, rows, self.kwargs["format"], f"{batch.number}-answer")
