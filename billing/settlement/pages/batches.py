"""Pages of payment batches, for finance alone."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.step_up import StepUpMixin
from billing.settlement.jobs import take_bank_answer
from billing.settlement.models import PaymentBatch
from billing.settlement.pages.forms import UploadForm
from billing.settlement.pages.money_tables import BatchFilter, BatchTable
from billing.settlement.pages.uploads import downloads
from billing.settlement.payments.actions import cancel_batch, drop_payment, release_batch
from billing.settlement.payments.answers import COLUMNS
from billing.settlement.payments.bank_file import bank_csv, pain_xml, require_released
from billing.settlement.payments.choices import BatchStatus
from billing.settlement.selectors import batches_for, payments_for
from common.files.answers import bytes_answer
from common.money import format_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text


def batch_of(page: Any) -> PaymentBatch:
    """Return the batch that the page's address names, through the gate."""
    row: PaymentBatch = batches_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


def back_to(page: Any) -> list[Crumb]:
    """Return the way back from a step of a batch."""
    row = batch_of(page)
    return [Crumb(_("Payment batches"), reverse("settlement:batches")), Crumb(row.number, row.get_absolute_url())]


class BatchList(ListPage):
    """Payment batches."""

    action = "settlement.release"
    title = _("Payment batches")
    table_class = BatchTable
    filterset_class = BatchFilter
    empty = _("No batch yet. Mark confirmed statements in the list of statements and collect them for payment.")

    def rows(self) -> QuerySet[Any]:
        """Return the batches."""
        return batches_for(self.actor)


class BatchDetail(DetailPage):
    """A batch: its payments, control totals, files and answers."""

    action = "settlement.release"

    def record(self) -> PaymentBatch:
        """Return the batch."""
        return batch_of(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Payment batches"), reverse("settlement:batches"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the control totals and the two people."""
        return [
            Fact(_("Payments"), record.payments),
            Fact(_("Total"), format_minor(record.total_minor, record.currency)),
            Fact(_("Made by"), record.made_by_name),
            Fact(_("Released by"), record.released_by_name),
            Fact(_("Released at"), show_moment(record.released_at)),
            *([Fact(_("Check sum of the bank file"), record.file_sha256, wide=True)] if record.file_sha256 else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the payments, and the bank's answers."""
        lines = payments_for(self.actor).filter(batch=record).order_by("reference")
        is_draft = BatchStatus.RELEASED in record.possible_moves()
        answers = list(record.answers.all())
        return [
            Section(
                _("Payments"),
                "settlement/batch_lines.html",
                {"lines": lines, "may_drop": is_draft and self.actor.may("settlement.pay")},
            ),
            *([Section(_("Answers of the bank"), "settlement/answers.html", {"answers": answers})] if answers else []),
        ]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return files and steps by state: release is for another person than the maker."""
        key, moves = (record.pk,), record.possible_moves()
        files = [
            Button(_("Bank file (CSV)"), "settlement:bank_csv", "settlement.release", key, icon="file-download"),
            Button(_("Bank file (ISO 20022)"), "settlement:bank_xml", "settlement.release", key, icon="file-code"),
            Button(_("Read the bank's answer"), "settlement:answer_batch", "settlement.pay", key, primary=bool(moves)),
        ]
        release = Button(_("Release"), "settlement:release", "settlement.release", key, primary=True)
        cancel = Button(_("Cancel the batch"), "settlement:cancel_batch", "settlement.pay", key, danger=True)
        is_own = record.made_by == self.actor.id
        return [
            *(files if record.released_at else []),
            *([release] if BatchStatus.RELEASED in moves and not is_own else []),
            *([cancel] if BatchStatus.CANCELLED in moves else []),
        ]


class BatchStep(ActPage):
    """A step of a batch."""

    action = "settlement.pay"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back_to(self)

    def subtitle(self) -> Text:
        """Return number and sum of the payments."""
        row: Any = batch_of(self)
        return f"{row.payments} · {format_minor(row.total_minor, row.currency)}"


class ReleaseBatch(StepUpMixin, BatchStep):
    """A second person lets the money go, after entering the password again."""

    action = "settlement.release"
    title = _("Release the batch")
    explain = _(
        "Each payment is posted, and the file for the bank is made. This can't be taken back; only the bank can reject."
    )
    submit_label = _("Release")
    success = _("Released. Hand the file to the bank.")

    def perform(self, reason: str) -> str:
        """Release."""
        return release_batch(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class CancelBatch(BatchStep):
    """Give the batch up."""

    title = _("Cancel the batch")
    explain = _("Its statements wait for payment again.")
    danger = True
    submit_label = _("Cancel the batch")
    success = _("Cancelled.")

    def perform(self, reason: str) -> str:
        """Cancel."""
        return cancel_batch(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DropPayment(ActPage):
    """Take a payment out of a batch."""

    action = "settlement.pay"
    title = _("Take the payment out")
    explain = _("The statement waits for payment again; the rest of the batch stays.")
    submit_label = _("Take it out")
    success = _("Taken out.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        line = payments_for(self.actor).get_or_404(self.kwargs["pk"])
        return [Crumb(line.batch.number, line.batch.get_absolute_url())]

    def perform(self, reason: str) -> str:
        """Take it out."""
        return drop_payment(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class BankFile(Page):
    """The file for the bank."""

    action = "settlement.release"
    kind: str = "csv"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file. Raises WrongState before the release: there is nothing to send."""
        batch = batch_of(self)
        require_released(batch)
        if self.kind == "csv":
            return bytes_answer(bank_csv(batch), f"{batch.number}.csv", "text/csv; charset=utf-8")
        return bytes_answer(pain_xml(batch), f"{batch.number}.xml", "application/xml")


class ReadAnswer(FormPage):
    """Take in the bank's answer."""

    action = "settlement.pay"
    title = _("Read the bank's answer")
    form_class = UploadForm
    template_name = "settlement/upload.html"
    submit_label = _("Read")
    success = _("Read. What the bank rejected waits for payment again.")
    narrow = True

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say what the file holds."""
        return _(
            "CSV or XLSX with the columns %(columns)s; the result is “accepted” or “rejected” (or the bank's 成功, 失败), "
            "the amount may be left out. The same file again changes nothing."
        ) % {"columns": ", ".join(COLUMNS)}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back_to(self)

    def perform(self, form: UploadForm) -> str:
        """Read it."""
        file = form.cleaned_data["file"]
        read = take_bank_answer(self.kwargs["pk"], file.read(), name=file.name, acting_user=self.actor)
        return read.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Offer the template, once there is a payment in it."""
        return {"templates": downloads("settlement:answer_template", self.kwargs["pk"])}
