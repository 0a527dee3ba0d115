"""The disposal register: its entries, and a new one for several parts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import dispose_parts
from billing.oldparts.choices import OldPartError, PartStatus
from billing.oldparts.documents.papers import disposal_pdf
from billing.oldparts.filters import DisposalFilter
from billing.oldparts.forms import BatchForm
from billing.oldparts.models import DisposalBatch, OldPart
from billing.oldparts.pages.shared import pdf
from billing.oldparts.pages.tables import DisposalTable
from billing.oldparts.selectors import disposals_for, find_by_code, old_parts_for
from common.errors import Invalid
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.parts import address
from common.text import Text


def to_register() -> list[Crumb]:
    """Return the way back to the register."""
    return [Crumb(_("Disposal register"), address("oldparts:disposals"))]


class DisposalList(ListPage):
    """The register, newest entry first."""

    action = "oldparts.dispose"
    title = _("Disposal register")
    table_class = DisposalTable
    filterset_class = DisposalFilter
    create = Button(_("Dispose of parts"), "oldparts:disposal_new", "oldparts.dispose", primary=True, icon="recycle")
    empty = _("The register is empty. A checked part is entered here when it leaves the store.")

    def rows(self) -> QuerySet[Any]:
        """Return the register."""
        return disposals_for(self.actor)


class DisposalDetail(DetailPage):
    """One entry with its parts."""

    action = "oldparts.dispose"
    lit = "oldparts:disposals"
    status_field = ""

    def record(self) -> DisposalBatch:
        """Return the entry."""
        batch: DisposalBatch = disposals_for(self.actor).get_or_404(self.kwargs["pk"])
        return batch

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return to_register()

    def subtitle_for(self, record: Any) -> Text:
        """Return which way they went."""
        return str(record.get_disposal_display())

    def facts(self, record: DisposalBatch) -> list[Fact]:
        """Return everything that was written down."""
        return [
            Fact(_("Parts"), record.pieces),
            Fact(_("Supplier"), record.supplier),
            Fact(_("Recipient"), record.recipient),
            Fact(_("Certificate or manifest number"), record.certificate),
            Fact(_("Witness"), record.witness),
            Fact(_("Disposed of by"), record.disposed_by_name),
            Fact(_("Note"), record.note),
        ]

    def sections(self, record: DisposalBatch) -> list[Section]:
        """Return its parts."""
        parts = parts_in(record, self.actor)
        return [Section(_("Parts"), "oldparts/parts.html", {"parts": parts}, count=len(parts))]

    def buttons(self, record: DisposalBatch) -> list[Button]:
        """Print it."""
        return [Button(_("Print"), "oldparts:disposal_pdf", "oldparts.dispose", (record.pk,), icon="printer")]


class DisposalPaper(Page):
    """An entry as PDF."""

    action = "oldparts.dispose"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the paper."""
        batch = disposals_for(self.actor).get_or_404(self.kwargs["pk"])
        return pdf(disposal_pdf(batch, parts_in(batch, self.actor)), f"{batch.number}.pdf")


class DisposeParts(FormPage):
    """A new entry: labels are scanned one after another; those that were checked and wait are offered."""

    action = "oldparts.dispose"
    title = _("Dispose of parts")
    form_class = BatchForm
    lit = "oldparts:disposals"
    submit_label = _("Enter in the register")
    success = _("Entered. Print the record and let it be signed.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return to_register()

    def initial(self) -> dict[str, Any]:
        """Offer the parts that were named in the address."""
        labels = self.request.GET.get("labels", "")
        return {"labels": "\n".join(labels.split(",")) if labels else ""}

    def perform(self, form: BatchForm) -> str:
        """Enter them."""
        keys = self.labelled(form.cleaned_data["labels"])
        return dispose_parts(keys, way=form.way(), acting_user=self.actor).get_absolute_url()

    def labelled(self, labels: str) -> list[UUID]:
        """Return the parts behind the labels. Raises Invalid, at the field, for a label that nobody knows or that is not checked."""
        found: dict[UUID, OldPart] = {}
        for code in labels.split():
            part = find_by_code(code, self.actor)
            if part is None or part.status not in (PartStatus.CONFIRMED, PartStatus.REJECTED):
                sentence = now_("%(code)s is no checked part that is here.")
                raise Invalid(sentence % {"code": code[:40]}, code=OldPartError.UNKNOWN_CODE, field="labels")
            found[part.pk] = part
        return list(found)


def parts_in(batch: DisposalBatch, actor: Any) -> list[OldPart]:
    """Return the parts of an entry."""
    return list(old_parts_for(actor).filter(batch=batch).order_by("label_code"))
