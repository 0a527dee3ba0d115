"""Head office's work on chargebacks: lines without a supplier, parts that suppliers ask for, payments, the figures of recovery."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.chargeback.actions import book_payments
from billing.chargeback.loose import bear_loose_line, charge_loose_line
from billing.chargeback.models import Chargeback, LooseLine
from billing.chargeback.pages.forms import PaymentsForm
from billing.chargeback.pages.tables import (
    ChargebackFilter,
    ChargebackTable,
    LooseFilter,
    LooseTable,
    MonthRecoveryTable,
    PartRecoveryTable,
    SupplierRecoveryTable,
)
from billing.chargeback.recovery import reconcile, recovery_by
from billing.chargeback.selectors import loose_lines_for, payable_by, suppliers_for, wanted_parts
from catalog.models import Supplier
from common.errors import DomainError
from common.money import format_minor
from common.pages import ActPage, Bulk, Button, Crumb, DetailPage, Fact, FormPage, ListPage
from common.text import Text


def charge_all(rows: QuerySet[LooseLine], actor: Any) -> int:
    """Charge each line for which there is a contract by now; the others stay."""
    return sum(_charged(row, actor) for row in rows)


def _charged(row: LooseLine, actor: Any) -> bool:
    try:
        charge_loose_line(row.pk, acting_user=actor)
    except DomainError:
        return False
    return True


class LooseLines(ListPage):
    """The work list "supplier unknown": settled causal lines that no contract covers."""

    action = "chargeback.agree"
    title = _("Supplier unknown")
    table_class = LooseTable
    filterset_class = LooseFilter
    bulk: ClassVar[list[Bulk]] = [Bulk(_("Charge by the contracts of now"), "chargeback.agree", charge_all)]
    create = Button(_("New contract"), "chargeback:contract_new", "chargeback.agree", primary=True, icon="plus")
    empty = _(
        "Every settled part has a supplier. A line comes here when no contract covers its part on the day of the repair."
    )

    def rows(self) -> QuerySet[Any]:
        """Return the work list."""
        return loose_lines_for(self.actor)


class LooseDetail(DetailPage):
    """One line of the work list."""

    action = "chargeback.agree"
    lit = "chargeback:loose_lines"

    def record(self) -> LooseLine:
        """Return the line."""
        row: LooseLine = loose_lines_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Supplier unknown"), reverse("chargeback:loose_lines"))]

    def facts(self, record: LooseLine) -> Sequence[Fact]:
        """Return what is known of the part."""
        return [
            Fact(_("Claim"), record.claim_number, url=reverse("claims:detail", args=[record.claim_id])),
            Fact(_("Part"), record.part_name, hint=record.part_number),
            Fact(_("Serial number"), record.serial),
            Fact(_("VIN"), record.vin),
            Fact(_("Station"), record.station),
            Fact(_("Repaired on"), record.repaired_on),
            Fact(_("Built on"), record.built_on),
            Fact(_("Settled amount"), format_minor(record.final_minor, record.currency)),
            Fact(_("Reason"), record.reason),
        ]

    def buttons(self, record: LooseLine) -> Sequence[Button]:
        """Charge it or bear it."""
        args = (record.pk,)
        steps = [
            ("borne", Button(_("Bear the cost"), "chargeback:bear", "chargeback.agree", args)),
            (
                "charged",
                Button(_("Charge by contract"), "chargeback:charge", "chargeback.agree", args, post=True, primary=True),
            ),
        ]
        return [button for status, button in steps if status in record.possible_moves()]


class ChargeLoose(ActPage):
    """Charge a line by the contract that covers it by now."""

    action = "chargeback.agree"
    title = _("Charge by contract")
    lit = "chargeback:loose_lines"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Supplier unknown"), reverse("chargeback:loose_lines"))]

    def perform(self, reason: str) -> str:
        """Charge it."""
        return charge_loose_line(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


class BearLoose(ActPage):
    """Let the manufacturer bear a line."""

    action = "chargeback.agree"
    title = _("Bear the cost")
    reason = "required"
    lit = "chargeback:loose_lines"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Supplier unknown"), reverse("chargeback:loose_lines"))]

    def perform(self, reason: str) -> str:
        """Bear it."""
        return bear_loose_line(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()


class WantedParts(ListPage):
    """Old parts that suppliers have asked for and that are still here."""

    action = "chargeback.resolve"
    title = _("Parts asked for")
    table_class = ChargebackTable
    filterset_class = ChargebackFilter
    lit = "chargeback:list"
    empty = _("No supplier waits for a part.")

    def rows(self) -> QuerySet[Any]:
        """Return the requests, oldest first."""
        return wanted_parts(self.actor)


class Payments(ListPage):
    """Suppliers with something open: choose one to book its receipt."""

    action = "chargeback.pay"
    title = _("Book payments")
    table_class = SupplierRecoveryTable
    lit = "chargeback:list"
    empty = _("No supplier was charged yet.")

    def rows(self) -> QuerySet[Any]:
        """Return the suppliers with their sums."""
        return recovery_by("supplier", self.actor)


class BookPayments(FormPage):
    """One receipt of a supplier for several chargebacks, less its credit."""

    action = "chargeback.pay"
    title = _("Book payments")
    form_class = PaymentsForm
    lit = "chargeback:list"
    explain = _("Credit (below zero) is netted: the receipt is the sum of what is ticked.")

    @cached_property
    def supplier(self) -> Supplier:
        """Return whose receipt it is."""
        row: Supplier = suppliers_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    @cached_property
    def open_rows(self) -> list[Chargeback]:
        """Return what is open."""
        return list(payable_by(self.supplier.pk, self.actor)[:500])

    def subtitle(self) -> Text:
        """Return the supplier and the whole that is open."""
        total = sum(row.open_minor for row in self.open_rows)
        return now_("%(supplier)s: %(amount)s open") % {"supplier": self.supplier, "amount": format_minor(total)}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(str(self.supplier), reverse("chargeback:statement", args=[self.supplier.pk]))]

    def form_arguments(self) -> dict[str, Any]:
        """Offer what is open."""
        return {"rows": self.open_rows}

    def perform(self, form: PaymentsForm) -> str:
        """Book them."""
        given = form.cleaned_data
        keys = [row.pk for row in self.open_rows if str(row.pk) in set(given["chargebacks"])]
        book_payments(keys, acting_user=self.actor, bank_reference=given["bank_reference"])
        return reverse("chargeback:statement", args=[self.supplier.pk])


class RecoveryList(ListPage):
    """What was recovered, by supplier; the other two ways are below. Under the title stands whether it agrees with the ledger."""

    action = "chargeback.view"
    title = _("Recovery by supplier")
    template_name = "chargeback/recovery.html"
    table_class = SupplierRecoveryTable
    lit = "chargeback:recovery"
    empty = _("Nothing was charged to a supplier yet.")
    way: ClassVar[str] = "supplier"

    def rows(self) -> QuerySet[Any]:
        """Return the sums."""
        return recovery_by(self.way, self.actor)

    def context(self) -> dict[str, Any]:
        """Add the comparison with the ledger."""
        return {**super().context(), "sums": reconcile(self.actor), "way": self.way}


class RecoveryByPart(RecoveryList):
    """By part."""

    title = _("Recovery by part")
    table_class = PartRecoveryTable
    way = "part"


class RecoveryByMonth(RecoveryList):
    """By month."""

    title = _("Recovery by month")
    table_class = MonthRecoveryTable
    way = "month"
