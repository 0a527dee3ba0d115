"""Pages of chargebacks: finance's and the reviewers' side, and the suppliers' portal. The gate decides which rows either sees."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.chargeback.actions import (
    accept_chargeback,
    accept_chargebacks,
    ask_for_part,
    book_payment,
    dispute_chargeback,
)
from billing.chargeback.choices import ChargebackStatus as S
from billing.chargeback.evidence import evidence_of
from billing.chargeback.models import Chargeback, ReceiptReversal
from billing.chargeback.pages.forms import DisputeForm, PaymentForm
from billing.chargeback.pages.tables import ChargebackFilter, ChargebackTable, SupplierChargebackFilter
from billing.chargeback.selectors import chargebacks_for, open_reversal_of
from billing.ledger.selectors import entries_for
from common.money import format_minor
from common.pages import ActPage, Bulk, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.pages.tables import RecordTable, show_moment
from common.scope import for_office
from common.text import Text

OF_OFFICE = ("supplier",)
ANSWER = "chargeback.answer"


def one_of(page: Any) -> Chargeback:
    """Return the chargeback that the page's address names, through the gate."""
    row: Chargeback = chargebacks_for(page.actor).get_or_404(page.kwargs["pk"])
    return row


def way_back(page: Any) -> list[Crumb]:
    """Return the way back from a step of a chargeback."""
    row = one_of(page)
    return [Crumb(_("Chargebacks"), reverse("chargeback:list")), Crumb(row.number, row.get_absolute_url())]


def accept_all(rows: QuerySet[Chargeback], actor: Any) -> int:
    """Accept the chosen ones that wait for an answer, all or none."""
    return accept_chargebacks([row.pk for row in rows], acting_user=actor)


class ChargebackList(ListPage):
    """Chargebacks: a supplier's own, or all."""

    action = "chargeback.view"
    title = _("Chargebacks")
    table_class = ChargebackTable
    is_whole = True
    bulk: ClassVar[list[Bulk]] = [Bulk(_("Accept the chosen chargebacks"), "chargeback.answer", accept_all)]
    empty = _("No chargeback yet. One is raised when a claim on a part under contract passes its final review.")

    @property
    def filterset_class(self) -> Any:  # type: ignore[override]
        """A supplier does not choose between suppliers."""
        return SupplierChargebackFilter if self.actor.is_supplier else ChargebackFilter

    def rows(self) -> QuerySet[Any]:
        """Return the chargebacks in sight."""
        return chargebacks_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Return where further work lies."""
        return [
            Button(_("Parts asked for"), "chargeback:wanted", "chargeback.resolve", icon="package"),
            Button(_("Supplier unknown"), "chargeback:loose_lines", "chargeback.agree", icon="help"),
            Button(_("Book payments"), "chargeback:payments", "chargeback.pay", icon="cash"),
        ]

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
        waits = self.asked
        asked = (
            [Fact(_("Receipt to be taken back"), waits.reason, url=waits.get_absolute_url(), wide=True)]
            if waits
            else []
        )
        return [*asked, *self.amounts(record), *self.evidence(record), *self.answers(record)]

    def amounts(self, record: Chargeback) -> list[Fact]:
        """Return how the charge came about, to the cent."""
        share = f"{record.share_percent.normalize():f} %"
        contract = record.contract
        found = [
            Fact(_("Settled amount"), format_minor(record.final_minor, record.currency)),
            Fact(_("Contract share"), share, url=contract.get_absolute_url(), hint=contract.number),
            Fact(_("Charged amount"), format_minor(record.amount_minor, record.currency)),
            Fact(_("Amount due"), format_minor(record.due_minor, record.currency)),
            *([Fact(_("Paid"), format_minor(record.paid_minor, record.currency))] if record.paid_minor else []),
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
        found = (
            [Fact(_("Answer due"), show_moment(record.answer_due_at))] if S.ACCEPTED in record.possible_moves() else []
        )
        found += self.part_facts(record)
        if record.answer:
            found.append(Fact(_("Reason of the dispute"), record.answer, wide=True))
        if record.resolution:
            found.append(Fact(_("Result of the re-inspection"), record.resolution, wide=True))
        return found

    def part_facts(self, record: Chargeback) -> list[Fact]:
        """Return where the old part is, when the supplier has asked for it."""
        steps = [
            (_("Part asked for"), record.part_wanted_at, ""),
            (_("Part sent"), record.part_sent_at, record.part_tracking),
            (_("Part came back"), record.part_back_at, ""),
        ]
        return [Fact(label, show_moment(at), hint=hint) for label, at, hint in steps if at]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the evidence, and the entries on the supplier's account."""
        entries = entries_for(self.actor).filter(transaction__reference=record.pk, supplier_id=record.supplier_id)
        context = {"entries": entries.order_by("occurred_on", "id"), "no_links": not self.actor.may("ledger.view")}
        return [*evidence_of(record), Section(_("Entries"), "ledger/entries.html", context)]

    def timeline(self) -> Sequence[Any]:
        """Return the history, for the supplier too: history knows stations only, and the gate has let the supplier in already."""
        with for_office():
            return super().timeline()

    @cached_property
    def asked(self) -> ReceiptReversal | None:
        """Return the taking back of its receipt that waits for a second person, for finance alone."""
        is_told = self.object.paid_minor and self.actor.may("chargeback.confirm")
        return open_reversal_of(self.object) if is_told else None

    def buttons(self, record: Any) -> Sequence[Button]:
        """Return the steps that the state allows."""
        args, moves = (record.pk,), record.possible_moves()
        accept = Button(pgettext_lazy("chargeback", "Accept"), "chargeback:accept", ANSWER, args, primary=True)
        reinspect = Button(_("Enter the re-inspection"), "oldparts:reinspect", "chargeback.resolve", args, primary=True)
        pay = Button(_("Book the payment"), "chargeback:pay", "chargeback.pay", args, primary=True)
        steps = [
            (S.ACCEPTED, accept),
            (S.DISPUTED, Button(_("Dispute"), "chargeback:dispute", ANSWER, args)),
            (S.RESOLVED, reinspect),
            (S.PAID, pay),
        ]
        back = Button(_("Take the receipt back"), "chargeback:take_back", "chargeback.pay", args)
        is_paid = S.UNPAID in moves or record.paid_minor
        found = [button for status, button in steps if status in moves]
        return [*self.part_buttons(record), *found, *([back] if is_paid and self.asked is None else [])]

    def part_buttons(self, record: Chargeback) -> list[Button]:
        """Return what may be done with the old part: ask for it, send it, take it back."""
        args, moves = (record.pk,), record.possible_moves()
        is_open = bool({S.ACCEPTED, S.RESOLVED} & moves) and S.PAID not in moves
        if record.is_part_away:
            return [Button(_("The part came back"), "oldparts:lent_back", "chargeback.resolve", args)]
        if not is_open or record.part_sent_at is not None:
            return []
        if record.part_wanted_at is not None:
            return [Button(_("Send the part"), "oldparts:lend", "chargeback.resolve", args)]
        return [Button(_("Ask for the old part"), "chargeback:ask", ANSWER, args, icon="package")]


class Answer(FormPage):
    """A supplier's answer to a charge."""

    action = "chargeback.answer"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return what is charged, and how much."""
        row = one_of(self)
        return f"{row.part_number} {row.part_name} · {row.vin} · {format_minor(row.amount_minor, row.currency)}"


class AcceptChargeback(Answer, ActPage):
    """The supplier accepts."""

    title = _("Accept the chargeback")
    explain = _("You accept the charged amount. It stays on your statement until it is paid.")
    submit_label = pgettext_lazy("chargeback", "Accept")
    success = _("The charge is accepted.")

    def perform(self, reason: str) -> str:
        """Accept."""
        return accept_chargeback(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class DisputeChargeback(Answer):
    """The supplier disputes."""

    title = _("Dispute the chargeback")
    explain = _("The old part will be inspected again. Say what you dispute and what should be looked at.")
    form_class = DisputeForm
    narrow = True
    submit_label = _("Dispute")
    success = _("Disputed. The part will be inspected again.")

    def perform(self, form: DisputeForm) -> str:
        """Dispute."""
        return dispute_chargeback(self.kwargs["pk"], acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class AskForPart(Answer, ActPage):
    """The supplier asks for the old part."""

    title = _("Ask for the old part")
    explain = _("The part is sent to you. The limit for your answer does not move, and the part has to come back.")
    submit_label = _("Ask for it")
    success = _("Asked for. You see here when it is sent.")

    def perform(self, reason: str) -> str:
        """Ask."""
        return ask_for_part(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


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
