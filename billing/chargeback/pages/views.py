"""Pages of chargebacks: finance's and the reviewers' side, and the suppliers' portal. The gate decides which rows either sees."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.chargeback.actions import accept_chargeback, book_payment, dispute_chargeback, resolve_dispute
from billing.chargeback.choices import ChargebackStatus as S
from billing.chargeback.models import Chargeback
from billing.chargeback.pages.forms import PaymentForm, ResolveForm
from billing.chargeback.pages.tables import ChargebackFilter, ChargebackTable, SupplierChargebackFilter
from billing.chargeback.selectors import chargebacks_for
from billing.ledger.selectors import entries_for
from common.money import format_minor, to_decimal
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.tables import RecordTable, show_moment
from common.scope import for_office
from common.text import Text

OF_OFFICE = ("supplier",)


def one_of(page: Any) -> Chargeback:
    """Return the chargeback that the page's address names, through the gate."""
    row: Chargeback = chargebacks_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


def way_back(page: Any) -> list[Crumb]:
    """Return the way back from a step of a chargeback."""
    row = one_of(page)
    return [Crumb(_("Chargebacks"), reverse("chargeback:list")), Crumb(row.number, row.get_absolute_url())]


class ChargebackList(ListPage):
    """Chargebacks: a supplier's own, or all."""

    action = "chargeback.view"
    title = _("Chargebacks")
    table_class = ChargebackTable
    empty = _("No chargeback yet. One is raised when a claim on a part under contract passes its final review.")

    @property
    def filterset_class(self) -> Any:  # type: ignore[override]
        """A supplier does not choose between suppliers."""
        return SupplierChargebackFilter if self.actor.is_supplier else ChargebackFilter

    def rows(self) -> QuerySet[Any]:
        """Return the chargebacks in sight."""
        return chargebacks_for(self.actor)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """Leave out what only head office needs."""
        table = super().whole_table(rows)
        if self.actor.is_supplier:
            for name in OF_OFFICE:
                table.columns[name].column.visible = False
        return table


class ChargebackDetail(DetailPage):
    """A chargeback: what was settled, what share is charged, and the answer."""

    action = "chargeback.view"

    def record(self) -> Chargeback:
        """Return the chargeback."""
        return one_of(self)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Chargebacks"), reverse("chargeback:list"))]

    def subtitle_for(self, record: Any) -> Text:
        """Return part and vehicle."""
        return f"{record.part_number} {record.part_name} · {record.vin}"

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return amounts, evidence and answer."""
        return [*self.amounts(record), *self.evidence(record), *self.answers(record)]

    def amounts(self, record: Chargeback) -> list[Fact]:
        """Return how the charge came about, to the cent."""
        share = f"{record.share_percent.normalize():f} %"
        contract = record.contract
        found = [
            Fact(_("Settled amount"), format_minor(record.final_minor, record.currency)),
            Fact(_("Contract share"), share, url=contract.get_absolute_url(), hint=contract.number),
            Fact(_("Charged amount"), format_minor(record.amount_minor, record.currency)),
            Fact(_("Amount due"), format_minor(record.due_minor, record.currency)),
        ]
        return found if self.actor.is_supplier else [Fact(_("Supplier"), record.supplier), *found]

    def evidence(self, record: Chargeback) -> list[Fact]:
        """Return what failed, in which vehicle."""
        return [
            Fact(_("Claim"), record.claim_number),
            Fact(_("Vehicle"), record.vin),
            Fact(_("Built on"), record.built_on),
            Fact(_("Repaired on"), record.repaired_on),
            *([] if self.actor.is_supplier else [Fact(_("Station"), record.station)]),
            *([Fact(_("What was found"), record.finding, wide=True)] if record.finding else []),
        ]

    def answers(self, record: Chargeback) -> list[Fact]:
        """Return the limit, the dispute and its result."""
        found = [Fact(_("Answer due"), show_moment(record.answer_due_at))] if record.status == S.RAISED else []
        if record.answer:
            found.append(Fact(_("Reason of the dispute"), record.answer, wide=True))
        if record.resolution:
            found.append(Fact(_("Result of the re-inspection"), record.resolution, wide=True))
        return found

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the entries on the supplier's account."""
        entries = entries_for(self.actor).filter(transaction__reference=record.pk, supplier_id=record.supplier_id)
        context = {"entries": entries.order_by("occurred_on", "id"), "no_links": not self.actor.may("ledger.view")}
        return [Section(_("Entries"), "ledger/entries.html", context)]

    def timeline(self) -> Sequence[Any]:
        """Return the history, for the supplier too: history knows stations only, and the gate has let the supplier in already."""
        with for_office():
            return super().timeline()

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the steps that the state allows."""
        steps = [
            (
                S.ACCEPTED,
                Button(
                    pgettext_lazy("chargeback", "Accept"),
                    "chargeback:accept",
                    "chargeback.answer",
                    (record.pk,),
                    primary=True,
                ),
            ),
            (S.DISPUTED, Button(_("Dispute"), "chargeback:dispute", "chargeback.answer", (record.pk,))),
            (
                S.RESOLVED,
                Button(
                    _("Enter the re-inspection"), "chargeback:resolve", "chargeback.resolve", (record.pk,), primary=True
                ),
            ),
            (S.PAID, Button(_("Book the payment"), "chargeback:pay", "chargeback.pay", (record.pk,), primary=True)),
        ]
        moves = record.possible_moves()
        return [button for status, button in steps if status in moves]


class AcceptChargeback(ActPage):
    """The supplier accepts."""

    action = "chargeback.answer"
    title = _("Accept the chargeback")
    explain = _("You accept the charged amount. It stays on your statement until it is paid.")
    submit_label = pgettext_lazy("chargeback", "Accept")
    success = _("The charge is accepted.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def perform(self, reason: str) -> str:
        """Accept."""
        return accept_chargeback(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DisputeChargeback(ActPage):
    """The supplier disputes."""

    action = "chargeback.answer"
    title = _("Dispute the chargeback")
    explain = _("The old part will be inspected again. Say what you dispute and what should be looked at.")
    reason = "required"
    submit_label = _("Dispute")
    success = _("Disputed. The part will be inspected again.")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def perform(self, reason: str) -> str:
        """Dispute."""
        return dispute_chargeback(self.kwargs["pk"], acting_user=self.actor, reason=reason).get_absolute_url()


class ResolveDispute(FormPage):
    """The result of the re-inspection."""

    action = "chargeback.resolve"
    title = _("Enter the re-inspection")
    explain = _("What stays of the charge after the part was looked at again. The rest goes back by contra entries.")
    form_class = ResolveForm
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def initial(self) -> dict[str, Any]:
        """Begin with the charged amount."""
        row = one_of(self)
        return {"amount": to_decimal(row.amount_minor, row.currency)}

    def perform(self, form: ResolveForm) -> str:
        """Resolve."""
        row = resolve_dispute(
            self.kwargs["pk"],
            acting_user=self.actor,
            amount_minor=form.amount_minor,
            reason=form.cleaned_data["reason"],
        )
        return row.get_absolute_url()


class BookPayment(FormPage):
    """A supplier's payment."""

    action = "chargeback.pay"
    title = _("Book the payment")
    form_class = PaymentForm
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def perform(self, form: PaymentForm) -> str:
        """Book it."""
        given = form.cleaned_data["bank_reference"]
        return book_payment(self.kwargs["pk"], acting_user=self.actor, bank_reference=given).get_absolute_url()
