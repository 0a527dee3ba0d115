"""Parts, suppliers, labour operations, failure codes and makers: lists and records."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import FailureCode, LabourOperation, Named, Part, Supplier, Wmi
from catalog.pages.tables import (
    FailureCodeFilter,
    FailureCodeTable,
    OperationFilter,
    OperationTable,
    PartFilter,
    PartTable,
    SupplierFilter,
    SupplierTable,
    WmiFilter,
    WmiTable,
)
from catalog.selectors import failure_codes_for, operations_for, parts_for, suppliers_for, wmis_for
from common.money import format_minor
from common.pages import Button, Crumb, DetailPage, Fact, ListPage
from common.text import Text

MANAGE = "catalog.manage"


class ReferenceDetail(DetailPage):
    """A record of the catalog with a name in both languages; `edit_name` is the address of its form."""

    action = "catalog.view"
    list_title: ClassVar[Text] = ""
    edit_name: ClassVar[str] = ""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(self.list_title, reverse(self.list_name))]

    def buttons(self, record: Named) -> Sequence[Button]:
        """Offer the form to those who keep the catalog."""
        return (
            [Button(_("Edit"), self.edit_name, action=MANAGE, args=(record.pk,), icon="edit")] if self.edit_name else []
        )

    def names(self, record: Named) -> list[Fact]:
        """Return both names."""
        return [Fact(_("Chinese name"), record.name_zh), Fact(_("English name"), record.name_en)]


class PartList(ListPage):
    """Spare parts."""

    action = "catalog.view"
    title = _("Parts")
    table_class = PartTable
    filterset_class = PartFilter
    create = Button(_("New part"), "catalog:add_part", action=MANAGE, primary=True, icon="plus")

    def rows(self) -> QuerySet[Any]:
        """Return the parts."""
        return parts_for(self.actor)


class PartDetail(ReferenceDetail):
    """One spare part."""

    list_name = "catalog:parts"
    list_title = _("Parts")
    edit_name = "catalog:change_part"

    def record(self) -> Any:
        """Return the part."""
        return parts_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: Part) -> Text:
        """Return number and name."""
        return f"{record.number} {record.name}"

    def facts(self, record: Part) -> Sequence[Fact]:
        """Return what is known of the part."""
        may_see = self.actor.may("suppliers.view")
        supplier_url = record.supplier.get_absolute_url() if record.supplier and may_see else ""
        return [
            Fact(_("part number"), record.number),
            *self.names(record),
            Fact(_("assembly group"), f"{record.component.code} {record.component.name}"),
            Fact(_("supplier"), record.supplier or "", url=supplier_url),
            Fact(_("list cost"), format_minor(record.unit_cost_minor)),
            Fact(_("has a serial number"), _("yes") if record.is_serialised else _("no")),
        ]


class SupplierList(ListPage):
    """Component suppliers."""

    action = "suppliers.view"
    title = _("Suppliers")
    table_class = SupplierTable
    filterset_class = SupplierFilter

    def rows(self) -> QuerySet[Any]:
        """Return the suppliers."""
        return suppliers_for(self.actor)


class SupplierDetail(ReferenceDetail):
    """One supplier."""

    action = "suppliers.view"
    list_name = "catalog:suppliers"
    list_title = _("Suppliers")

    def record(self) -> Any:
        """Return the supplier."""
        return suppliers_for(self.actor).get_or_404(self.kwargs["pk"])

    def facts(self, record: Supplier) -> Sequence[Fact]:
        """Return address and a link to the parts, for those who see parts."""
        facts = [
            Fact(pgettext_lazy("of an entry", "code"), record.code),
            *self.names(record),
            Fact(_("e-mail"), record.email),
        ]
        if self.actor.may("catalog.view"):
            facts.append(Fact(_("Parts"), _("Show its parts"), url=f"{reverse('catalog:parts')}?supplier={record.pk}"))
        return facts


class OperationList(ListPage):
    """Labour operations with their standard hours."""

    action = "catalog.view"
    title = _("Labour operations")
    table_class = OperationTable
    filterset_class = OperationFilter
    create = Button(_("New operation"), "catalog:add_operation", action=MANAGE, primary=True, icon="plus")

    def rows(self) -> QuerySet[Any]:
        """Return the operations."""
        return operations_for(self.actor)


class OperationDetail(ReferenceDetail):
    """One labour operation."""

    list_name = "catalog:operations"
    list_title = _("Labour operations")
    edit_name = "catalog:change_operation"

    def record(self) -> Any:
        """Return the operation."""
        return operations_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: LabourOperation) -> Text:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def facts(self, record: LabourOperation) -> Sequence[Fact]:
        """Return hours and group."""
        return [
            *self.names(record),
            Fact(_("assembly group"), f"{record.component.code} {record.component.name}"),
            Fact(_("standard hours"), record.standard_hours, hint=_("times the station's labour coefficient")),
        ]


class FailureCodeList(ListPage):
    """Failure codes: what went wrong, by assembly group."""

    action = "catalog.view"
    title = _("Failure codes")
    table_class = FailureCodeTable
    filterset_class = FailureCodeFilter
    create = Button(_("New failure code"), "catalog:add_failure_code", action=MANAGE, primary=True, icon="plus")

    def rows(self) -> QuerySet[Any]:
        """Return the failure codes."""
        return failure_codes_for(self.actor)


class FailureCodeDetail(ReferenceDetail):
    """One failure code."""

    list_name = "catalog:failure_codes"
    list_title = _("Failure codes")
    edit_name = "catalog:change_failure_code"

    def record(self) -> Any:
        """Return the failure code."""
        return failure_codes_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: FailureCode) -> Text:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def facts(self, record: FailureCode) -> Sequence[Fact]:
        """Return names and group."""
        return [*self.names(record), Fact(_("assembly group"), f"{record.component.code} {record.component.name}")]


class WmiList(ListPage):
    """Makers by the first three characters of their VINs."""

    action = "catalog.view"
    title = _("Makers (WMI)")
    table_class = WmiTable
    filterset_class = WmiFilter
    create = Button(_("New maker"), "catalog:add_wmi", action=MANAGE, primary=True, icon="plus")

    def rows(self) -> QuerySet[Any]:
        """Return the makers."""
        return wmis_for(self.actor)


class WmiDetail(ReferenceDetail):
    """One maker."""

    list_name = "catalog:wmis"
    list_title = _("Makers (WMI)")
    edit_name = "catalog:change_wmi"

    def record(self) -> Any:
        """Return the maker."""
        return wmis_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: Wmi) -> Text:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def facts(self, record: Wmi) -> Sequence[Fact]:
        """Return both names."""
        return self.names(record)
