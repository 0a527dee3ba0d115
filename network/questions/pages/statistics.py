"""The statistics of technical questions: what is open, what was answered in time, what is asked about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.pages import Chart, Page, Series
from network.questions.selectors import VIEW
from network.questions.statistics import PERIOD, Tally, open_by_age, tallies, total
from network.support.literature_selectors import component_choices, model_choices

HEADS = (
    pgettext_lazy("statistics of questions", "asked"),
    pgettext_lazy("statistics of questions", "open"),
    pgettext_lazy("statistics of questions", "solved"),
    _("first answer in time (%)"),
)
AGES = (_("up to 4 h"), _("4 h to a day"), _("a day to three days"), _("older than three days"))
TONES = {"off_road": "bad", "driver": "warn", "normal": "info"}


class Statistics(Page):
    """The last ninety days, and what is open now."""

    action = VIEW
    title = _("Statistics of technical questions")
    template_name = "questions/statistics.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the chart of what is open, and both tables."""
        since = now() - PERIOD
        base, days = reverse("questions:list"), f"created_after={since:%Y-%m-%d}"
        whole = total(self.actor, since)
        names = {"component": dict(component_choices()), "model": dict(model_choices())}
        rows = {
            by: [
                {
                    "name": named.get(one.key, _("not named")),
                    "url": f"{base}?{by}={one.key}&{days}" if one.key else f"{base}?{days}",
                    "cells": list(zip(HEADS, _cells(one), strict=True)),
                }
                for one in tallies(self.actor, since, by)
            ]
            for by, named in names.items()
        }
        return {
            "chart": self.chart(base),
            "whole": zip(HEADS, _cells(whole), strict=True) if whole.asked else None,
            "heads": HEADS,
            "components": rows["component"],
            "models": rows["model"],
        }

    def chart(self, base: str) -> Chart:
        """Return what is open by age, a stack of urgencies."""
        return Chart(
            "open_questions",
            title=_("Open technical questions by age"),
            caption=_("How many are open now, by the time since they were asked and by who waits for the answer."),
            categories=list(AGES),
            series=[
                Series(
                    urgency.label,
                    counts,
                    tone=TONES[urgency],
                    stack="open",
                    links=[f"{base}?urgency={urgency}&status=in:waiting,taken,asked_back,answered"] * len(counts),
                )
                for urgency, counts in open_by_age(self.actor).items()
            ],
        )


def _cells(one: Tally) -> list[Any]:
    return [one.asked, one.live, one.solved, one.share]
