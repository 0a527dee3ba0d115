"""What a dashboard shows: months, region, model, component, station, as the address says it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from billing.insight.fleet import month_back
from common.clock import today

USUAL_MONTHS = 12
MOST_MONTHS = 60


def month_of(text: str) -> date | None:
    """Return the first day of the month written as `2026-03`, or None."""
    year, dash, month = text.strip().partition("-")
    if not (dash and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and 1990 <= int(year) <= 2200):
        return None
    return date(int(year), int(month), 1)


def said(month: date) -> str:
    """Return a month as it is written everywhere."""
    return f"{month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The months from `first` to `last`, and what else narrows the figures; empty texts narrow nothing."""

    first: date
    last: date
    region: str = ""
    model: str = ""
    component: str = ""
    station: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any], usual_months: int = USUAL_MONTHS) -> "Choice":
        """Read it from a query string; what is missing or not understood becomes the usual: the last months up to now."""
        now = today().replace(day=1)
        last = month_of(str(query.get("to", ""))) or now
        first = month_of(str(query.get("from", ""))) or month_back(last, usual_months - 1)
        first, last = min(first, last), max(first, last)
        first = max(first, month_back(last, MOST_MONTHS - 1))
        rest = {name: str(query.get(name, "")).strip()[:30] for name in ("region", "model", "component", "station")}
        return cls(first, last, **rest)

    def months(self) -> list[date]:
        """Return the months in order."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        return [month_back(self.last, back) for back in range(count, -1, -1)]

    def query(self) -> dict[str, str]:
        """Return it as parameters."""
        narrow = {name: getattr(self, name) for name in ("region", "model", "component", "station")}
        return {"from": said(self.first), "to": said(self.last)} | {name: one for name, one in narrow.items() if one}

    def at(self, **changes: Any) -> "Choice":
        """Return it with some parts changed."""
        return replace(self, **changes)

    def behind(self, **more: str) -> str:
        """Return the address of the claims behind a number of this choice."""
        return f"{reverse('insight:claims')}?{urlencode(self.query() | more)}"

    @property
    def last_day(self) -> date:
        """Return the last day of the last month."""
        return self.last.replace(day=monthrange(self.last.year, self.last.month)[1])
