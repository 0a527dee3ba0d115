"""Pages of offsets and of the debts they pay, for the station and for each of the parties at head office."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.settlement.debts.actions import book_receivable
from billing.settlement.debts.balances import available
from billing.settlement.debts.choices import Debt
from billing.settlement.models import Offset, Receivable
from billing.settlement.offsets.actions import confirm_offset, refuse_offset, request_offset, withdraw_offset
from billing.settlement.offsets.choices import OffsetStatus, Party
from billing.settlement.offsets.policies import open_parties
from billing.settlement.pages.forms import (
    DeliveryForm,
    OfficeOffsetForm,
    OffsetForm,
    PartyForm,
    RefusalForm,
)
from billing.settlement.pages.money_tables import (
    DebtAccountFilter,
    DebtAccountTable,
    DebtEntryFilter,
    DebtEntryTable,
    OffsetFilter,
    OffsetTable,
    ReceivableFilter,
    ReceivableTable,
)
from billing.settlement.pages.views import without_station
from billing.settlement.selectors import debt_accounts_for, debt_entries_for, offsets_for, receivables_for
from common.money import format_minor
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.tables import RecordTable, show_moment
from common.text import Text


def offset_of(page: Any) -> Offset:
    """Return the offset that the page's address names, through the gate."""
    row: Offset = offsets_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


def back_to(row: Offset) -> list[Crumb]:
    """Return the way back from a step of an offset."""
    return [Crumb(_("Offsets"), reverse("settlement:offsets")), Crumb(row.number, row.get_absolute_url())]


class OffsetList(ListPage):
    """Offsets."""

    action = "offsets.view"
    title = _("Offsets")
    table_class = OffsetTable
    filterset_class = OffsetFilter
    empty = _("No offset yet. The station asks for one, or finance proposes it; five parties confirm.")
    create = Button(_("Ask for an offset"), "settlement:request_offset", "offsets.request", primary=True)

    def rows(self) -> QuerySet[Any]:
        """Return the offsets in sight."""
        return offsets_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class OffsetDetail(DetailPage):
    """An offset: what it pays, who has confirmed, who is still missing."""

    action = "offsets.view"

    def record(self) -> Offset:
        """Return the offset."""
        return offset_of(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Offsets"), reverse("settlement:offsets"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return whose it is."""
        return str(record.station)

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return amount, debt, deadline and outcome."""
        posting = record.posted.get_absolute_url() if record.posted and self.actor.may("ledger.view") else ""
        return [
            Fact(pgettext_lazy("money", "Amount"), format_minor(record.amount_minor, record.currency)),
            Fact(_("Debt"), record.get_debt_display()),
            Fact(_("Requested by"), record.requested_by_name),
            Fact(_("To be confirmed by"), show_moment(record.expires_at)),
            *([Fact(_("Note"), record.note, wide=True)] if record.note else []),
            *([Fact(_("Posting"), record.posted, url=posting)] if record.posted else []),
            *([Fact(_("Refused by"), record.get_refused_by_display(), hint=record.refusal)] if record.refusal else []),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the five parties, and what is owed on either side."""
        given = {one.party: one for one in record.confirmations.all()}
        parties = [(party.label, given.get(party)) for party in Party]
        free = available(record.station_id, Debt(record.debt), record.currency)
        return [
            Section(_("Confirmations"), "settlement/confirmations.html", {"parties": parties}, count=len(given)),
            Section(
                _("What is free now"),
                "settlement/available.html",
                {"free": free, "currency": record.currency},
                aside=True,
            ),
        ]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the steps for those whose party has not spoken."""
        if OffsetStatus.POSTED not in record.possible_moves():
            return []
        spoken = not open_parties(record, self.actor)
        steps = [
            Button(_("Confirm"), "settlement:confirm_offset", "offsets.confirm", (record.pk,), primary=True),
            Button(_("Refuse"), "settlement:refuse_offset", "offsets.confirm", (record.pk,), danger=True),
        ]
        return [
            *([] if spoken else steps),
            Button(_("Withdraw"), "settlement:withdraw_offset", "offsets.request", (record.pk,)),
        ]


class RequestOffset(FormPage):
    """Ask for an offset: a station for itself, finance for any."""

    action = "offsets.request"
    title = _("Ask for an offset")
    explain = _(
        "Service money pays the debt once the station, its regional office, parts sales, vehicle sales and finance have confirmed, "
        "each by a person of its own. Until then the amount is held."
    )
    submit_label = _("Ask for the offset")
    success = _("Asked. Five parties confirm.")
    narrow = True

    @property
    def form_class(self) -> type[OffsetForm]:  # type: ignore[override]
        """Finance chooses the station."""
        return OffsetForm if self.actor.is_station else OfficeOffsetForm

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Offsets"), reverse("settlement:offsets"))]

    def subtitle(self) -> Text:
        """Tell a station what it can offset."""
        if not self.actor.is_station:
            return ""
        free = [(debt.label, available(self.actor.station_id, debt).limit_minor) for debt in Debt]
        return " · ".join(f"{label}: ≤ {format_minor(minor)}" for label, minor in free)

    def perform(self, form: OffsetForm) -> str:
        """Ask."""
        station_id = self.actor.station_id or form.cleaned_data["station"].pk
        asked = request_offset(
            station_id,
            debt=Debt(form.cleaned_data["debt"]),
            amount_minor=form.amount_minor,
            note=form.cleaned_data["note"],
            acting_user=self.actor,
        )
        return asked.get_absolute_url()


class SpeakForParty(FormPage):
    """A step that a person takes for a party."""

    action = "offsets.confirm"
    form_class = PartyForm
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back_to(offset_of(self))

    def subtitle(self) -> Text:
        """Return what it is about."""
        row = offset_of(self)
        return f"{row.station} · {row.get_debt_display()} · {format_minor(row.amount_minor, row.currency)}"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the parties for which the person may still speak."""
        return {"parties": open_parties(offset_of(self), self.actor)}


class ConfirmOffset(SpeakForParty):
    """A party confirms."""

    title = _("Confirm the offset")
    explain = _("With the fifth confirmation the ledger posts it.")
    submit_label = _("Confirm")
    success = _("Confirmed.")

    def perform(self, form: PartyForm) -> str:
        """Confirm."""
        party = Party(form.cleaned_data["party"])
        return confirm_offset(self.kwargs["pk"], party=party, acting_user=self.actor).get_absolute_url()


class RefuseOffset(SpeakForParty):
    """A party refuses."""

    title = _("Refuse the offset")
    explain = _("The offset ends, and what it held is free again.")
    form_class = RefusalForm
    danger = True
    submit_label = _("Refuse")
    success = _("Refused.")

    def perform(self, form: RefusalForm) -> str:
        """Refuse."""
        given = form.cleaned_data
        refused = refuse_offset(
            self.kwargs["pk"], party=Party(given["party"]), reason=given["reason"], acting_user=self.actor
        )
        return refused.get_absolute_url()


class WithdrawOffset(ActPage):
    """Take the request back."""

    action = "offsets.request"
    title = _("Withdraw the offset")
    explain = _("What it held is free again.")
    submit_label = _("Withdraw")
    success = _("Withdrawn.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back_to(offset_of(self))

    def perform(self, reason: str) -> str:
        """Withdraw."""
        return withdraw_offset(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


# debts


class DebtList(ListPage):
    """What stations owe for parts and vehicles."""

    action = "debts.view"
    title = _("Debts for parts and vehicles")
    table_class = DebtAccountTable
    filterset_class = DebtAccountFilter
    empty = _("No station owes anything. Finance books deliveries of parts and vehicles here.")

    def rows(self) -> QuerySet[Any]:
        """Return the accounts with their balances."""
        return debt_accounts_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return the ways to entries and documents, and for finance to book."""
        office = [
            Button(_("Read a file"), "settlement:book_file", "debts.book"),
            Button(_("Book a delivery"), "settlement:book_receivable", "debts.book", primary=True),
        ]
        return [
            Button(_("Entries"), "settlement:debt_entries", "debts.view"),
            Button(_("Documents"), "settlement:receivables", "debts.view"),
            *([] if self.actor.is_station else office),
        ]


class DebtEntries(ListPage):
    """The entries behind the debts."""

    action = "debts.view"
    title = _("Entries of the debts")
    lit = "settlement:debts"
    table_class = DebtEntryTable
    filterset_class = DebtEntryFilter

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Debts for parts and vehicles"), reverse("settlement:debts"))]

    def rows(self) -> QuerySet[Any]:
        """Return the entries in sight."""
        return debt_entries_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class ReceivableList(ListPage):
    """Documents of parts and vehicles."""

    action = "debts.view"
    title = _("Documents of parts and vehicles")
    lit = "settlement:debts"
    table_class = ReceivableTable
    filterset_class = ReceivableFilter
    empty = _("No document was booked yet.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Debts for parts and vehicles"), reverse("settlement:debts"))]

    def rows(self) -> QuerySet[Any]:
        """Return the documents in sight."""
        return receivables_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """A station needs no column for itself."""
        return without_station(super().whole_table(rows), self.actor)


class ReceivableDetail(DetailPage):
    """A document."""

    action = "debts.view"
    status_field = ""

    def record(self) -> Receivable:
        """Return the document."""
        row: Receivable = receivables_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Documents of parts and vehicles"), reverse("settlement:receivables"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return whose it is."""
        return f"{record.station} · {record.get_debt_display()}"

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return what the document says and where it was booked."""
        posting = record.posted.get_absolute_url() if self.actor.may("ledger.view") else ""
        return [
            Fact(pgettext_lazy("money", "Amount"), format_minor(record.amount_minor, record.currency)),
            Fact(_("Document date"), record.document_on),
            Fact(_("Due on"), record.due_on),
            Fact(_("Posting"), record.posted.occurred_on, url=posting),
            Fact(_("Booked by"), record.booked_by_name),
            *([Fact(_("Note"), record.note, wide=True)] if record.note else []),
        ]


class BookReceivable(FormPage):
    """Finance books a delivery."""

    action = "debts.book"
    title = _("Book a delivery")
    explain = _("It is dated today in the ledger. A document that was booked is not booked again.")
    form_class = DeliveryForm
    submit_label = _("Book")
    success = _("Booked.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Debts for parts and vehicles"), reverse("settlement:debts"))]

    def perform(self, form: DeliveryForm) -> str:
        """Book."""
        return book_receivable(form.delivery, acting_user=self.actor).get_absolute_url()
