"""The entries behind a figure of a statement that is not the sum of one kind of its entries: balances, what is due, what is to be invoiced."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from billing.settlement.choices import SummedFigure
from billing.settlement.figures import entries_behind, sum_behind
from billing.settlement.pages.tables import OpenFilter, OpenTable
from billing.settlement.pages.views import one_of, way_back
from common.money import format_minor
from common.pages import Crumb, ListPage
from common.pages.tables import RecordTable
from common.text import Text


class EntriesBehind(ListPage):
    """The entries, and their sum: to the cent what the statement says."""

    action = "settlement.view"
    lit = "settlement:list"
    table_class = OpenTable
    filterset_class = OpenFilter
    figure: SummedFigure = SummedFigure.CLOSING

    @property
    def title(self) -> Text:  # type: ignore[override]
        """Return the figure's name."""
        return self.figure.label

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return way_back(self)

    def subtitle(self) -> Text:
        """Return which statement, and the sum."""
        row = one_of(self)
        total = format_minor(sum_behind(row, self.figure), row.currency)
        return f"{row.number} · {row.station} · {row.month} · {total}"

    def rows(self) -> QuerySet[Any]:
        """Return the entries."""
        return entries_behind(one_of(self), self.figure)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """All are the same station's."""
        table = super().whole_table(rows)
        table.columns["station"].column.visible = False
        return table
