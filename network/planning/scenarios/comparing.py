"""Scenarios side by side: figures, offices and distances in one table each; the best of each line is marked where better has a meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from common.pages import Chart, Series, Unit
from common.text import Text
from network.planning.scenarios.roads import measure_words, share_words
from network.planning.scenarios.showing import FIGURES, Shown, band_labels, percent, whole
from tenants.registry.choices import Region

LESS_IS_BETTER = frozenset({"mean_m", "p90_m", "farthest_m", "load_gini", "region_spread", "cost_minor"})
MORE_IS_BETTER = frozenset({"share"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a line; `is_best` when it is better than some other."""

    text: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over all scenarios."""

    label: Text
    cells: Sequence[Cell]


def figure_lines(several: Sequence[Shown]) -> list[Line]:
    """Return the figures, the loads and the proof."""
    lines = [
        _line(name, label, write, [one.result["plan"].get(name) for one in several]) for name, label, write in FIGURES
    ]
    loads = [one.result["plan"]["load"] for one in several]
    return [
        *lines,
        Line(_("Smallest load of a station"), [Cell(whole(min(load))) for load in loads]),
        Line(_("Load in the middle"), [Cell(whole(float(np.median(load)))) for load in loads]),
        Line(_("Greatest load of a station"), [Cell(whole(max(load))) for load in loads]),
        Line(_("Measured"), [Cell(measure_words(one.scenario)) for one in several]),
        Line(_("Proof"), [Cell(str(one.words)) for one in several]),
        Line(_("Gap"), [Cell(f"{100 * one.proof['gap']:.3f} %") for one in several]),
    ]


def office_lines(several: Sequence[Shown]) -> list[Line]:
    """Return the covered share of each regional office, and its stations."""
    found = []
    for number, region in enumerate(Region):
        rows = [one.result["plan"]["regions"][number] for one in several]
        shares = [row["covered"] / row["demand"] if row["demand"] else None for row in rows]
        best = max((share for share in shares if share is not None), default=None)
        is_told = len({share for share in shares if share is not None}) > 1
        cells = [
            Cell(f"{percent(share)} · {row['stations']}", is_told and share == best)
            for share, row in zip(shares, rows, strict=True)
        ]
        found.append(Line(region.label, cells))
    return found


def distance_chart(several: Sequence[Shown]) -> Chart:
    """Return how far demand is from its station, one series for each scenario."""
    return Chart(
        name="distances",
        title=_("Distance to the nearest station"),
        categories=band_labels(),
        series=[
            Series(one.scenario.title, [round(100 * share, 2) for share in one.result["plan"]["bands"]])
            for one in several
        ],
        unit=Unit.PERCENT,
        caption=share_words([one.scenario for one in several]),
        first=_("Distance"),
    )


def _line(name: str, label: Text, write: Any, values: Sequence[float | None]) -> Line:
    known = [value for value in values if value is not None]
    best = None
    if len(set(known)) > 1:
        best = min(known) if name in LESS_IS_BETTER else max(known) if name in MORE_IS_BETTER else None
    return Line(label, [Cell(write(value), best is not None and value == best) for value in values])
