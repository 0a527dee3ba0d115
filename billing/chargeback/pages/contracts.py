"""Pages of contracts, of recovery by supplier, and of a supplier's statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.chargeback.agreeing import agree_contract
from billing.chargeback.models import SupplierContract
from billing.chargeback.pages.forms import ContractForm
from billing.chargeback.pages.tables import ContractFilter, ContractTable
from billing.chargeback.selectors import contracts_for, suppliers_for
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account
from billing.ledger.sheet import Sheet, month_of, sheet_of
from catalog.models import Supplier
from common.clock import today
from common.money import format_minor
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page
from common.text import Text


class ContractList(ListPage):
    """Contracts with suppliers."""

    action = "chargeback.view"
    title = _("Supplier contracts")
    table_class = ContractTable
    filterset_class = ContractFilter
    create = Button(_("New contract"), "chargeback:contract_new", "chargeback.agree", primary=True, icon="plus")
    empty = _("No contract yet. Without one nothing is recovered from suppliers.")

    def rows(self) -> QuerySet[Any]:
        """Return the contracts in sight."""
        return contracts_for(self.actor)


class ContractDetail(DetailPage):
    """A contract."""

    action = "chargeback.view"
    status_field = ""
    lit = "chargeback:contracts"

    def record(self) -> SupplierContract:
        """Return the contract."""
        row: SupplierContract = contracts_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Supplier contracts"), reverse("chargeback:contracts"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the terms."""
        cap = format_minor(record.cap_minor) if record.cap_minor else _("none")
        return [
            Fact(_("Supplier"), record.supplier),
            Fact(_("Part") if record.part_id else _("Component"), record.subject, hint=_code(record)),
            Fact(_("Share"), f"{record.share_percent.normalize():f} %"),
            Fact(_("Cap per unit"), cap),
            Fact(_("Cap per year"), format_minor(record.yearly_cap_minor) if record.yearly_cap_minor else _("none")),
            Fact(_("Working days to answer"), record.answer_days, hint=_("After them silence counts as acceptance.")),
            Fact(_("Valid period"), _span(record.valid_from, record.valid_to)),
            Fact(_("Build dates"), _span(record.built_from, record.built_to)),
            Fact(_("Batches"), f"{record.batch_from or '…'} – {record.batch_to or '…'}"),
        ]


def _code(record: SupplierContract) -> str:
    return record.part.number if record.part else getattr(record.component, "code", "")


def _span(start: date | None, end: date | None) -> str:
    return f"{start or '…'} – {end or '…'}"


class ContractCreate(FormPage):
    """Write a contract down."""

    action = "chargeback.agree"
    title = _("New contract")
    form_class = ContractForm
    lit = "chargeback:contracts"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Supplier contracts"), reverse("chargeback:contracts"))]

    def form_arguments(self) -> dict[str, Any]:
        """The choices depend on who asks."""
        return {"actor": self.actor}

    def perform(self, form: ContractForm) -> str:
        """Agree."""
        return agree_contract(form.terms(), acting_user=self.actor).get_absolute_url()


class SupplierStatement(Page):
    """A supplier's month, to the cent: what was open, what came, what went, what is open."""

    action = "chargeback.view"
    template_name = "chargeback/statement.html"
    title = _("Supplier statement")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; head office, which has no account of its own here, chooses a supplier first."""
        return self.render() if self.key else redirect("chargeback:recovery")

    @property
    def key(self) -> UUID | None:
        """Whose statement: the supplier of the address, else the actor's own."""
        return self.kwargs.get("pk") or self.actor.supplier_id  # type: ignore[no-any-return]

    @cached_property
    def supplier(self) -> Supplier:
        """Return the supplier, through the gate."""
        row: Supplier = suppliers_for(self.actor).get_or_404(self.key or "")
        return row

    def subtitle(self) -> Text:
        """Return whose it is."""
        return str(self.supplier)

    @cached_property
    def month(self) -> date:
        """Return the first day of the month that the address asks for; this month by default."""
        try:
            return date.fromisoformat(f"{self.request.GET.get('month', '')}-01")
        except ValueError:
            return today().replace(day=1)

    @cached_property
    def sheet(self) -> Sheet:
        """Return the account's month."""
        start, end = month_of(self.month)
        return sheet_of(account(AccountKind.SUPPLIER_RECEIVABLE, self.supplier.pk), start, end)

    def context(self) -> dict[str, Any]:
        """Return the sheet."""
        return {"sheet": self.sheet, "month": self.month, "no_links": not self.actor.may("ledger.view")}
