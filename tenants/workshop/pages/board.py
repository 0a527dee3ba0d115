"""The reception board, and the technician's own jobs for the phone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.pages import Button, Page
from common.text import Text
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder
from tenants.workshop.pages.orders import buttons_of
from tenants.workshop.selectors import is_at_risk, jobs_of, open_orders

COLUMNS = (RepairStatus.RECEPTION, RepairStatus.REPAIRING, RepairStatus.INSPECTING, RepairStatus.READY)
MOST_CARDS = 300


@dataclass(frozen=True, slots=True)
class Card:
    """A vehicle on the board."""

    order: RepairOrder
    at_risk: bool
    late: bool
    people: str


def cards_of(orders: Any) -> list[Card]:
    """Return the cards of orders whose labour lines are loaded."""
    moment = now()
    return [
        Card(
            order,
            is_at_risk(order, moment),
            is_at_risk(order, moment) and order.promised_at is not None and order.promised_at < moment,
            "、".join(sorted({line.technician_name for line in order.labour_lines.all()})),
        )
        for order in orders
    ]


class Board(Page):
    """Every vehicle that is in the station's hands, by state; what is promised soonest stands on top."""

    action = "workshop.view"
    title = _("Reception board")
    template_name = "workshop/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or the columns alone for the refresh."""
        part = request.headers.get("HX-Request") == "true"
        return self.render("workshop/board_columns.html" if part else "")

    def page_buttons(self) -> list[Button]:
        """Return the way in."""
        return [
            Button(_("Receive a vehicle"), "workshop:receive", action="workshop.receive", primary=True, icon="plus")
        ]

    def context(self) -> dict[str, Any]:
        """Return the columns."""
        cards = cards_of(open_orders(self.actor).prefetch_related("labour_lines")[:MOST_CARDS])
        columns: list[tuple[str, Text, list[Card]]] = [
            (status.value, status.label, [card for card in cards if card.order.status == status]) for status in COLUMNS
        ]
        return {"columns": columns, "late": sum(card.late for card in cards), "any": bool(cards)}


class MyJobs(Page):
    """The technician's open jobs, one big card each, with the step that is next."""

    action = "workshop.repair"
    title = _("My jobs")
    template_name = "workshop/jobs.html"

    def context(self) -> dict[str, Any]:
        """Return the jobs and what may be done."""
        orders = jobs_of(self.actor).prefetch_related("labour_lines", "extra_work")
        jobs = [(card, self.steps(card.order)) for card in cards_of(orders)]
        return {"jobs": jobs}

    def steps(self, order: RepairOrder) -> list[Button]:
        """Return the buttons that this person may press."""
        return [button for button in buttons_of(self.actor, order) if button.open_to(self.actor) and not button.danger]
