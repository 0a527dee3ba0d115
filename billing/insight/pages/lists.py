"""What is behind the numbers: claims as facts, and chargebacks."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.chargeback.selectors import chargebacks_for
from billing.insight.filters import FactFilter
from billing.insight.pages.tables import FactTable, RecoveredFilter, RecoveredTable
from billing.insight.selectors import facts_for
from common.pages import Crumb, ListPage
from common.pages.parts import address


class FactList(ListPage):
    """The claims that a figure counted."""

    action = "insight.view"
    title = _("Claims behind the figures")
    table_class = FactTable
    filterset_class = FactFilter
    lit = "insight:board"
    empty = _("No claim has been counted yet. Claims are counted a minute after they were handed in.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the dashboard."""
        return [Crumb(_("Dashboard"), address("insight:board"))]

    def rows(self) -> QuerySet[Any]:
        """Return the facts through the gate."""
        return facts_for(self.actor)


class RecoveredList(ListPage):
    """The chargebacks that a recovery figure counted."""

    action = "chargeback.view"
    title = _("Chargebacks behind the figures")
    table_class = RecoveredTable
    filterset_class = RecoveredFilter
    lit = "insight:board"
    empty = _("No supplier has been charged yet.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the dashboard."""
        return [Crumb(_("Dashboard"), address("insight:board"))]

    def rows(self) -> QuerySet[Any]:
        """Return the chargebacks through their own gate."""
        return chargebacks_for(self.actor)
