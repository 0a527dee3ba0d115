"""The charts of a component's page: its life model on Weibull paper, and its repairs per vehicle."""

import math
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from billing.insight.fleet import Fleet
from billing.insight.reliability import kaplan_meier
from common.pages import Chart, Look, Series, Unit

SHARES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 63.2, 90, 99)  # percent
POINTS = 160
CURVE = 40


def weibull_plot(fleet: Fleet) -> Chart:
    """First failures on Weibull paper with the fitted line and its bounds."""
    seen = kaplan_meier(fleet.lives)
    share = 100 * seen.plotted_share()
    inside = (share > 0) & (share < 100)
    ages, marks = seen.ages[inside], share[inside]
    if not len(ages):
        return _nothing()
    keep = slice(None, None, max(1, len(ages) // POINTS))
    x = np.geomspace(max(ages.min() * 0.7, 1), float(fleet.lives.times.max()) * 1.05, CURVE)
    line = 100 * fleet.fit.failed_share(x)
    ticks = _ticks(float(marks.min()), float(max(marks.max(), line.max())))
    low, high = (np.clip(100 * one, ticks[0], ticks[-1]) for one in fleet.fit.bounds(x))
    shown = (line >= ticks[0]) & (line <= ticks[-1])
    return Chart(
        "weibull",
        _("Weibull plot of the first failure"),
        series=[
            Series(_("Bounds (95 %)"), high.tolist(), Look.BAND, x=x.tolist(), low=low.tolist()),
            Series(_("First failures"), marks[keep].tolist(), Look.POINTS, x=ages[keep].tolist()),
            Series(_("Fitted"), line[shown].tolist(), Look.LINE, x=x[shown].tolist()),
        ],
        unit=Unit.PERCENT,
        x_title=_("Days in service"),
        x_log=True,
        y_title=_("Share that has failed"),
        paper=True,
        ticks=ticks,
        height="lg",
        caption=_(
            "Points on a straight line fit the model. A slope above 1 means wear, below 1 early failures, 1 chance."
        ),
    )


def _nothing() -> Chart:
    return Chart(
        "weibull",
        _("Weibull plot of the first failure"),
        empty=_("Nothing has failed in the period that is watched."),
    )


def _ticks(least: float, most: float) -> tuple[float, ...]:
    """Return the shares to be written beside the axis, from just below the lowest point to just above the highest."""
    first = max((n for n, one in enumerate(SHARES) if one <= least), default=0)
    last = min((n for n, one in enumerate(SHARES) if one >= most), default=len(SHARES) - 1)
    return SHARES[first : max(last, first + 2) + 1]


def repairs(fleet: Fleet) -> Chart:
    """Repairs per 100 vehicles by days in service."""
    found = fleet.repairs_per_vehicle
    keep = slice(None, None, max(1, len(found.ages) // POINTS))
    per = 100

    def line(values: Any) -> list[float | None]:
        return [None if not math.isfinite(one) else float(one) * per for one in values[keep]]

    x = found.ages[keep].tolist()
    return Chart(
        "mcf",
        _("Repairs per 100 vehicles by days in service (MCF)"),
        series=[
            Series(_("Bounds (95 %)"), line(found.upper), Look.BAND, x=x, low=line(found.lower)),
            Series(_("Repairs per 100 vehicles"), line(found.mean), Look.STEP, x=x),
        ],
        unit=Unit.NUMBER,
        x_title=_("Days in service"),
        height="lg",
        caption=_(
            "Counts repeated repairs, too. A curve that bends upwards means that vehicles get worse, a straight one that they stay as they are."
        ),
        empty=_("Nothing was repaired in the period that is watched."),
    )
