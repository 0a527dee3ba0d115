"""Months of assessment, computed and published through the real actions, and the facts that they need."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.roles import Role
from common.clock import end_of_day, today
from common.history.record import record
from common.ids import new_id
from common.jobs.run import run_waiting
from common.people import Process
from network.scorecards.actions import compute_month, publish_month
from network.scorecards.models import Assessment, ScoreCard
from network.scorecards.standard import EXAMPLE
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.world import HOME, office_actor


def few_facts_will_do(monkeypatch: Any) -> None:
    """Let facts for a small share of the weight be enough for a grade, and so for a place; after `customers_said`, which undoes patches."""
    monkeypatch.setattr("network.scorecards.selectors.EXAMPLE", replace(EXAMPLE, least_weight=1))


def last_month() -> date:
    """Return the first day of last month."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def opened_long_ago() -> None:
    """Let the stations of the world have worked all of last month: they open with the world, today."""
    with at_head_office(), transaction.atomic():
        Station.objects.update(opened_on=last_month() - timedelta(days=400))


class Said:
    """A follow-up call as history knows it; the call itself lies in the station's schema."""

    def __init__(self, station: Station) -> None:
        self.pk, self.station_id = new_id(), station.pk


def customers_said(monkeypatch: Any, code: str, *points: int, month: date | None = None) -> None:
    """Let customers of a station have answered follow-up calls in the middle of the month (last month)."""
    at = end_of_day((month or last_month()) + timedelta(days=13))
    monkeypatch.setattr("common.history.record.now", lambda: at)
    with at_head_office(), transaction.atomic():
        station = Station.objects.get(code=code)
        for place, satisfaction in enumerate(points):
            after = {"sequence": 1, "satisfaction": satisfaction, "has_complaint": False, "order": f"RO-{place}"}
            record(Said(station), "follow_up.done", Process("tests"), after=after)
    monkeypatch.undo()


def a_computed_month(month: date | None = None) -> Assessment:
    """Return a month whose cards are computed."""
    with at_head_office(), transaction.atomic():
        found, _job = compute_month(month or last_month(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    run_waiting()
    with at_head_office():
        found.refresh_from_db()
    return found


def a_published_month(month: date | None = None) -> Assessment:
    """Return a month that stations see."""
    found = a_computed_month(month)
    with at_head_office(), transaction.atomic():
        return publish_month(found.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def card_of(code: str = HOME, month: date | None = None) -> ScoreCard:
    """Return a station's current card."""
    with at_head_office():
        found: ScoreCard = ScoreCard.objects.select_related("station", "assessment").get(
            station__code=code, month=month or last_month(), is_current=True
        )
        return found
