"""The station enters an invoice: typed, or taken over from its XML and looked at before it is kept."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.settlement.figures import invoiceable_minor
from billing.settlement.invoicing.actions import enter_invoice
from billing.settlement.invoicing.check import Difference, approved_details, invoiced_minor, look_at_file
from billing.settlement.invoicing.printed import Printed
from billing.settlement.pages.forms import InvoiceForm, invoice_defaults
from billing.settlement.pages.views import one_of, way_back
from common.clock import today
from common.errors import DomainError
from common.files.pictures import MAX_BYTES
from common.money import format_minor, to_decimal
from common.pages import Crumb, FormPage
from common.text import Text


class EnterInvoice(FormPage):
    """The station enters an invoice for a statement."""

    action = "invoices.enter"
    title = _("Enter an invoice")
    template_name = "settlement/enter_invoice.html"
    form_class = InvoiceForm
    submit_label = _("Enter the invoice")
    success = _("Entered. Finance checks it.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return what is still to be invoiced."""
        row = one_of(self)
        return _("%(number)s: still to be invoiced %(amount)s") % {
            "number": row.number,
            "amount": format_minor(self.still_minor(), row.currency),
        }

    def still_minor(self) -> int:
        """Return what no accepted invoice covers yet."""
        row = one_of(self)
        return max(0, invoiceable_minor(row) - invoiced_minor(row))

    def initial(self) -> dict[str, Any]:
        """Offer the parties as they should be printed, today, and the amount that is left."""
        row = one_of(self)
        given = {"issued_on": today(), "total": to_decimal(self.still_minor(), row.currency)}
        return invoice_defaults(approved_details(row.station_id)) | given

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Enter it; or fill the fields from the chosen XML and show what does not agree."""
        return self.fill(request) if "fill" in request.POST else super().post(request, *args, **kwargs)

    def fill(self, request: HttpRequest) -> HttpResponse:
        """Show the file's fields and differences; nothing is kept yet."""
        self.line_forms = {}
        upload: Any = request.FILES.get("original")
        content = upload.read(MAX_BYTES) if upload else b""
        try:
            printed, found = look_at_file(one_of(self), content)
        except DomainError as error:
            return self.refuse(self.make_form(bound=True), error)
        messages.info(request, now_("The file was read. Compare, then enter the invoice."))
        kept = base64.b64encode(content).decode()
        return self.show(InvoiceForm(initial=_fields(printed) | {"kept": kept}), found=found)

    def show(
        self, form: Any, *, status: int = 200, found: list[Difference] | None = None, **context: Any
    ) -> HttpResponse:
        """Render with what does not agree, if a file was read."""
        return super().show(form, status=status, differences=found, **context)

    def perform(self, form: InvoiceForm) -> str:
        """Enter it, and show what does not agree."""
        entered = enter_invoice(self.kwargs["pk"], form.printed, acting_user=self.actor, original=form.file)
        return entered.get_absolute_url()


def _fields(printed: Printed) -> dict[str, Any]:
    """Return what the form shows."""
    said = asdict(printed)
    money = {name: to_decimal(said.pop(f"{name}_minor")) for name in ("net", "tax", "total")}
    return said | money | {"tax_rate": f"{printed.tax_rate:.2f}"}
