"""Charts as plain data: a page says what is shown, `chart.js` draws it with ECharts, and the same numbers are a table for whoever reads one.

A chart has categories or a numeric axis below it, and series. Each point may carry the address of the records behind it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

from common.money import DEFAULT_CURRENCY, MINOR_UNITS, SYMBOLS, format_minor, to_decimal
from common.text import Text

Number = int | float | None
LONGEST_TABLE = 400


class Unit(StrEnum):
    """How a value is written. Money is in minor units, a share in percent."""

    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"


class Look(StrEnum):
    """How a series is drawn. A band is the area between its `low` and its values."""

    BAR = "bar"
    LINE = "line"
    STEP = "step"
    POINTS = "points"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table beside a chart."""

    text: str
    url: str = ""
    value: int | float | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One set of values. `x` gives their places on a numeric axis; without it they follow the chart's categories.

    `links` are addresses by place; `low` the lower edge of a band; `right` puts the series on a second axis with its own `unit`.
    `tone` is one of the status tones, for what is good or bad in itself; else the palette's next colour is taken.
    """

    name: Text
    values: Sequence[Number]
    look: Look = Look.BAR
    x: Sequence[float] = ()
    low: Sequence[Number] = ()
    links: Sequence[str] = ()
    tone: str = ""
    unit: Unit | None = None
    right: bool = False
    stack: str = ""
    dashed: bool = False

    def link(self, place: int) -> str:
        """Return the address behind a point, or nothing."""
        return self.links[place] if place < len(self.links) else ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, lines or points. `paper` draws shares in percent on Weibull paper, where such a distribution is a straight line; `ticks` are
    then the shares written beside the axis.

    `name` is unique on its page; `caption` says in a sentence what is to be seen; `empty` what to do when there is nothing.
    """

    name: str
    title: Text
    categories: Sequence[Text] = ()
    series: Sequence[Series] = ()
    unit: Unit = Unit.COUNT
    currency: str = DEFAULT_CURRENCY
    caption: Text = ""
    first: Text = ""
    x_title: Text = ""
    y_title: Text = ""
    x_log: bool = False
    paper: bool = False
    ticks: Sequence[float] = ()
    y_range: tuple[Number, Number] = (None, None)
    horizontal: bool = False
    height: str = "md"
    empty: Text = ""
    kind: str = "plain"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value is not None for one in self.series for value in one.values)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "categories": [str(one) for one in self.categories],
            "series": [self._series(one) for one in self.series],
            **self._axes(),
        }

    def _axes(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "money": {"symbol": SYMBOLS[self.currency], "places": MINOR_UNITS[self.currency]},
            "xTitle": str(self.x_title),
            "yTitle": str(self.y_title),
            "xLog": self.x_log,
            "paper": self.paper,
            "ticks": list(self.ticks),
            "range": list(self.y_range),
            "horizontal": self.horizontal,
        }

    def _series(self, one: Series) -> dict[str, Any]:
        points: dict[str, Any] = {"x": list(one.x)} if one.x else {}
        return points | {
            "name": str(one.name),
            "values": list(one.values),
            "low": list(one.low),
            "links": list(one.links),
            "look": one.look,
            "tone": one.tone,
            "unit": one.unit or self.unit,
            "right": one.right,
            "stack": one.stack,
            "dashed": one.dashed,
        }

    def head(self) -> list[Text]:
        """Return the table's header."""
        return [self.first or self.x_title, *(self._names())]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the table's rows: one for each category, or for each place on the numeric axis."""
        if any(one.x for one in self.series):
            yield from self._numeric_rows()
            return
        for place, category in enumerate(self.categories[:LONGEST_TABLE]):
            yield [Cell(str(category)), *(cell for one in self.series for cell in self._cells(one, place))]

    def cells(self) -> Iterator[list[Any]]:
        """Yield header and rows as a spreadsheet takes them: numbers as numbers, money in whole units."""
        yield [str(one) for one in self.head()]
        for row in self.rows():
            yield [one.text if one.value is None else one.value for one in row]

    def _names(self) -> Iterator[Text]:
        for one in self.series:
            if one.low:
                yield gettext("%(name)s, from") % {"name": one.name}
            yield gettext("%(name)s, to") % {"name": one.name} if one.low else one.name

    def _cells(self, one: Series, place: int) -> Iterator[Cell]:
        unit = one.unit or self.unit
        if one.low:
            yield self._cell(_at(one.low, place), unit)
        yield self._cell(_at(one.values, place), unit, one.link(place))

    def _numeric_rows(self) -> Iterator[list[Cell]]:
        places = sorted({x for one in self.series for x in one.x})
        where = [{x: place for place, x in enumerate(one.x)} for one in self.series]
        beyond = 10**9
        for x in places[:: max(1, len(places) // LONGEST_TABLE)]:
            cells = [
                cell
                for one, known in zip(self.series, where, strict=True)
                for cell in self._cells(one, known.get(x, beyond))
            ]
            yield [Cell(f"{x:,.1f}" if x != int(x) else f"{int(x):,}"), *cells]

    def _cell(self, value: Number, unit: Unit, url: str = "") -> Cell:
        amount = to_decimal(round(value), self.currency) if value is not None and unit == Unit.MONEY else value
        return Cell(said(value, unit, self.currency), url, amount)


@dataclass(frozen=True, slots=True)
class HeatMap(Chart):
    """A field of coloured cells: `lines` from above to below, the categories from left to right; `values[line][category]`."""

    lines: Sequence[Text] = ()
    values: Sequence[Sequence[Number]] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    kind: str = "heat"

    @property
    def is_empty(self) -> bool:
        """Whether no cell has a value."""
        return not any(value for line in self.values for value in line)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws: cells as (category, line, value, address)."""
        cells = [
            [column, row, value, self.links.get((row, column), "")]
            for row, line in enumerate(self.values)
            for column, value in enumerate(line)
            if value is not None
        ]
        plain = {"kind": self.kind, "title": str(self.title), "categories": [str(one) for one in self.categories]}
        return plain | self._axes() | {"lines": [str(one) for one in self.lines], "cells": cells, "series": []}

    def head(self) -> list[Text]:
        """Return the corner and the categories."""
        return [self.first, *self.categories]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield a row for each line."""
        for row, (name, line) in enumerate(zip(self.lines, self.values, strict=True)):
            cells = (self._cell(value, self.unit, self.links.get((row, c), "")) for c, value in enumerate(line))
            yield [Cell(str(name)), *cells]


def said(value: Number, unit: Unit, currency: str = DEFAULT_CURRENCY) -> str:
    """Return a value as a table writes it."""
    if value is None:
        return "–"
    if unit == Unit.MONEY:
        return format_minor(round(value), currency)
    if unit == Unit.PERCENT:
        return f"{value:.1f} %"
    return f"{round(value):,}" if unit == Unit.COUNT else f"{value:,.4g}"


def _at(values: Sequence[Number], place: int) -> Number:
    return values[place] if place < len(values) else None
