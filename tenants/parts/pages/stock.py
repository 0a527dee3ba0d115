"""Stock list, one item with its movements, and the movements' forms."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.selectors import part_by_number, parts_for
from common.money import format_minor
from common.pages import (
    AmountColumn,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MoneyColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    Section,
)
from common.pages.tables import badge
from common.records import RecordQuerySet
from tenants.parts.actions import change_item, count_stock, issue_stock, keep_item, receive_stock
from tenants.parts.models import StockItem
from tenants.parts.selectors import stock_items_for
from tenants.workshop.choices import LINES_OPEN
from tenants.workshop.selectors import open_orders

MOST_OFFERED = 1500
LAST_MOVES = 50


class StockFilter(RecordFilter):
    """What may be asked of the stock."""

    search = ("part_number__icontains", "name_zh__icontains", "name_en__icontains", "bin__icontains")
    quick = ("short",)
    short = django_filters.BooleanFilter(method="by_short", label=_("Below minimum"))

    class Meta:
        model = StockItem
        fields: ClassVar[list[str]] = []

    def by_short(self, rows: QuerySet[StockItem], name: str, value: bool) -> QuerySet[StockItem]:
        """Keep what lies below its minimum, or the rest."""
        return rows.filter(on_hand__lt=F("minimum")) if value else rows.filter(on_hand__gte=F("minimum"))


class OnHandColumn(AmountColumn):
    """What is there, with a mark when it is below the minimum."""

    def render(self, value: int, record: StockItem) -> Any:
        """Draw number and mark."""
        return format_html("{} {}", badge("warn", _("Below minimum")), value) if record.is_short else value


class StockTable(RecordTable):
    """The columns of the stock."""

    part_number = NumberColumn()
    name = Column(verbose_name=_("Name"), orderable=False)
    bin = Column()
    on_hand = OnHandColumn()
    minimum = AmountColumn()
    unit_cost_minor = MoneyColumn()

    class Meta(RecordTable.Meta):
        model = StockItem
        fields = ("part_number", "name", "bin", "on_hand", "minimum", "unit_cost_minor")
        order_by = ("part_number",)


class Stock(ListPage):
    """What the station keeps."""

    action = "parts.view"
    title = _("Stock")
    table_class = StockTable
    filterset_class = StockFilter
    create = Button(_("Keep a further part"), "parts:keep", action="parts.manage", primary=True, icon="plus")
    empty = _("Nothing is kept yet. Begin with “Keep a further part”, then enter a receipt.")

    def rows(self) -> RecordQuerySet:
        """Return the station's items."""
        return stock_items_for(self.actor)


def crumbs(item: StockItem | None = None) -> list[Crumb]:
    """Lead back to the list, or to the item."""
    found = [Crumb(_("Stock"), reverse("parts:stock"))]
    return found if item is None else [*found, Crumb(item.part_number, item.get_absolute_url())]


class Item(DetailPage):
    """One item and its movements."""

    action = "parts.view"
    lit = "parts:stock"

    def record(self) -> StockItem:
        """Return the item."""
        item: StockItem = stock_items_for(self.actor).get_or_404(self.kwargs["pk"])
        return item

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return crumbs()

    def title_for(self, record: StockItem) -> str:
        """Return number and name."""
        return str(record)

    def subtitle_for(self, record: StockItem) -> Any:
        """Say that it has to be ordered."""
        return _("Below the minimum: order it.") if record.is_short else ""

    def facts(self, record: StockItem) -> Sequence[Fact]:
        """Return what is there and what should be."""
        return [
            Fact(_("On hand"), record.on_hand),
            Fact(_("Minimum"), record.minimum),
            Fact(_("Bin"), record.bin),
            Fact(_("Unit cost"), format_minor(record.unit_cost_minor)),
            Fact(_("Has a serial number"), _("yes") if record.is_serialised else _("no")),
        ]

    def sections(self, record: StockItem) -> Sequence[Section]:
        """Return the newest movements."""
        moves = list(record.stock_moves.all()[:LAST_MOVES])
        return [Section(_("Movements"), "parts/moves.html", {"moves": moves}, count=len(moves))]

    def buttons(self, record: StockItem) -> Sequence[Button]:
        """Return the movements that may be entered."""
        return [
            Button(_("Receipt"), "parts:receive", "parts.manage", (record.pk,), icon="package-import", primary=True),
            Button(_("Issue parts"), "parts:issue", "parts.manage", (record.pk,), icon="package-export"),
            Button(_("Stocktake"), "parts:count", "parts.manage", (record.pk,), icon="clipboard-check"),
            Button(_("Change"), "parts:change", "parts.manage", (record.pk,), icon="pencil"),
        ]


class KeepForm(forms.Form):
    """Which part to keep."""

    part_number = forms.CharField(
        label=_("Part number"), max_length=30, widget=forms.TextInput(attrs={"list": "parts"})
    )
    bin = forms.CharField(label=_("Bin"), max_length=20, required=False)
    minimum = forms.IntegerField(label=_("Minimum"), min_value=0, max_value=100_000, initial=0)

    def clean_part_number(self) -> str:
        """Only parts of the catalogue."""
        number: str = self.cleaned_data["part_number"].strip()
        if part_by_number(number) is None:
            raise forms.ValidationError(_("There is no part %(number)s in the catalogue."), params={"number": number})
        return number


class ChangeForm(forms.Form):
    """Minimum and place."""

    minimum = forms.IntegerField(label=_("Minimum"), min_value=0, max_value=100_000)
    bin = forms.CharField(label=_("Bin"), max_length=20, required=False)


class ReceiptForm(forms.Form):
    """A receipt."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=100_000)
    note = forms.CharField(label=_("Delivery note"), max_length=200, required=False)


class IssueForm(forms.Form):
    """An issue to a repair order."""

    order_id = forms.ChoiceField(label=_("Repair order"), choices=())
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=999, initial=1)
    new_serial = forms.CharField(label=_("Serial number of the new part"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orders = open_orders(actor).filter(status__in=LINES_OPEN)[:200]
        choices = [("", "—"), *((str(row.pk), f"{row.plate or row.vin} · {row.number}") for row in orders)]
        self.fields["order_id"].choices = choices  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """What a stocktake found."""

    counted = forms.IntegerField(label=_("Counted"), min_value=0, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason of a difference"), max_length=200, required=False)


class Keep(FormPage):
    """Keep a further part."""

    action = "parts.manage"
    title = _("Keep a further part")
    template_name = "parts/keep.html"
    form_class = KeepForm
    narrow = True
    lit = "parts:stock"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return crumbs()

    def context(self) -> dict[str, Any]:
        """Return the parts that the box offers."""
        return {"parts_offered": parts_for(self.actor)[:MOST_OFFERED]}

    def perform(self, form: Any) -> str:
        """Keep it."""
        return keep_item(**form.cleaned_data, acting_user=self.actor).get_absolute_url()


class ItemForm(FormPage):
    """A form about one item."""

    action = "parts.manage"
    narrow = True
    lit = "parts:stock"

    def record(self) -> StockItem:
        """Return the item."""
        item: StockItem = stock_items_for(self.actor).get_or_404(self.kwargs["pk"])
        return item

    def subtitle(self) -> str:
        """Say which, and how many are there."""
        return f"{self.object} · {self.object.on_hand}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the item."""
        return crumbs(self.object)


class Change(ItemForm):
    """Change minimum and place."""

    title = _("Change")
    form_class = ChangeForm

    def perform(self, form: Any) -> str:
        """Change it."""
        return change_item(self.object.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class Receive(ItemForm):
    """Enter a receipt."""

    title = _("Receipt")
    form_class = ReceiptForm

    def perform(self, form: Any) -> str:
        """Book it."""
        return receive_stock(self.object.pk, **form.cleaned_data, acting_user=self.actor).item.get_absolute_url()


class Issue(ItemForm):
    """Hand parts out to a repair order."""

    title = _("Issue to a repair order")
    form_class = IssueForm
    explain = _("When the order has no line of this part yet, one is added.")

    def form_arguments(self) -> dict[str, Any]:
        """Offer the open orders."""
        return {"actor": self.actor}

    def perform(self, form: Any) -> str:
        """Issue it."""
        return issue_stock(self.object.pk, **form.cleaned_data, acting_user=self.actor).item.get_absolute_url()


class Count(ItemForm):
    """Enter what was counted."""

    title = _("Stocktake")
    form_class = CountForm

    def perform(self, form: Any) -> str:
        """Book the difference."""
        return count_stock(self.object.pk, **form.cleaned_data, acting_user=self.actor).item.get_absolute_url()
