"""What insight hangs into the frame: menu, cards, tasks, search, and how its events are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.insight.choices import WarningStatus
from billing.insight.selectors import warnings_for
from billing.insight.showing import subject_name
from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.parts import address
from common.pages.timeline import label

menu.add(
    "insight",
    _("Dashboard"),
    "insight:board",
    icon="chart-histogram",
    action="insight.view",
    places=(OFFICE, STATION),
    order=4,
    words="看板 运行指标",
)
menu.add(
    "insight",
    _("Quality dashboard"),
    "insight:quality",
    icon="chart-grid-dots",
    action="insight.quality",
    order=5,
    words="质量看板",
)
menu.add(
    "insight",
    _("Component reliability"),
    "insight:components",
    icon="chart-dots",
    action="insight.quality",
    order=6,
    words="可靠性 威布尔 Weibull MCF",
)
menu.add(
    "insight",
    _("Early warning"),
    "insight:warnings",
    icon="alert-triangle",
    action="insight.warnings",
    order=7,
    words="批量缺陷预警",
)


def open_warnings(actor: Any) -> Card:
    """Return how many warnings nobody has taken up."""
    count = warnings_for(actor).filter(status=WarningStatus.OPEN).count()
    url = f"{address('insight:warnings')}?status=open"
    return Card(_("Batch warnings to look into"), count, url, tone="bad" if count else "good", icon="alert-triangle")


def to_look_into(actor: Any) -> list[Task]:
    """Return the warnings that nobody has taken up."""
    rows = warnings_for(actor).filter(status=WarningStatus.OPEN)[:5]
    return [Task(f"{row.number} · {subject_name(row)}", row.get_absolute_url(), detail=row.period) for row in rows]


def find_warnings(actor: Any, q: str) -> list[Hit]:
    """Return warnings by number or part."""
    rows = warnings_for(actor)
    found = rows.filter(number__icontains=q) | rows.filter(subject_code__icontains=q)
    return [Hit(row.number, row.get_absolute_url(), f"{row.subject_code} · {row.period}") for row in found[:6]]


cards.add(open_warnings, action="insight.investigate", places=(OFFICE,), order=14)
tasks.add(to_look_into, action="insight.investigate", places=(OFFICE,), order=25)
searches.add(kind=_("Batch warning"), find=find_warnings, action="insight.warnings", places=(OFFICE,), order=70)
label({"subject_code": _("part or component"), "observed": _("observed"), "vehicles": _("vehicles built")})
say(
    {
        "warning.raised": pgettext_lazy("warning", "Raised by the nightly look"),
        "warning.grown": pgettext_lazy("warning", "Grown"),
        "warning.investigated": pgettext_lazy("warning", "Taken up"),
        "warning.confirmed": pgettext_lazy("warning", "Confirmed as a batch defect"),
        "warning.dismissed": pgettext_lazy("warning", "Dismissed"),
        "warning_rule.set": _("Rule of the early warning set"),
    }
)
