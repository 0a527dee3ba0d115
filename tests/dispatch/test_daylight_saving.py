"""Clocks that are put forward or back where days are counted, or where the database's session stands: a limit keeps its length."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import override_settings

from common import clock
from common.clock import end_of_day
from common.deadlines.models import Deadline
from common.scope import for_office
from network.dispatch import limits
from network.dispatch.choices import Limit
from network.dispatch.models import Rescue
from tests.builders.dispatch import a_rescue

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:00 becomes 03:00
BACK = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 03:00 becomes 02:00
HALF, LENGTH = timedelta(minutes=30), timedelta(hours=2)
CHANGES = pytest.mark.parametrize("change", [FORWARD, BACK], ids=["forward", "back"])


@pytest.fixture
def rescue(db: None) -> Rescue:
    return a_rescue()


def put_under(rescue: Rescue, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Put the rescue under a limit of two hours that begins at `moment`; return when it is due, as the database has it."""
    monkeypatch.setattr(limits, "database_now", lambda: moment)
    with for_office(), transaction.atomic():
        limits.put_under(rescue, Limit.ARRIVE, LENGTH.total_seconds())
        return Deadline.objects.get(subject_id=rescue.pk, kind=Limit.ARRIVE, done_at__isnull=True).due_at


@CHANGES
@pytest.mark.parametrize("zone", [BERLIN, UTC], ids=["there", "in UTC"])
def test_a_limit_across_the_change_is_as_long_as_any(
    rescue: Rescue, monkeypatch: pytest.MonkeyPatch, change: datetime, zone: tzinfo
) -> None:
    with override_settings(BUSINESS_TIME_ZONE="Europe/Berlin"):
        begun = change - HALF
        assert put_under(rescue, begun.astimezone(zone), monkeypatch) == begun + LENGTH


@CHANGES
def test_it_is_due_after_two_hours_and_not_before(
    rescue: Rescue, monkeypatch: pytest.MonkeyPatch, change: datetime
) -> None:
    """The database compares moments, whatever its session's clock on the wall shows."""
    due_at = put_under(rescue, (change - HALF).astimezone(BERLIN), monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Europe/Berlin'")
        cursor.execute(
            "SELECT due_at <= %s, due_at <= %s FROM deadline WHERE due_at = %s",
            [due_at - timedelta(seconds=1), due_at, due_at],
        )
        assert cursor.fetchone() == (False, True)


@CHANGES
def test_red_control_who_adds_on_the_clock_on_the_wall_is_an_hour_off(change: datetime) -> None:
    begun = (change - HALF).astimezone(BERLIN)
    assert abs((begun + LENGTH).astimezone(UTC) - (change - HALF + LENGTH)) == timedelta(hours=1)


@CHANGES
def test_the_day_of_the_change_ends_at_midnight(monkeypatch: pytest.MonkeyPatch, change: datetime) -> None:
    """It has 23 hours, or 25."""
    monkeypatch.setattr(clock, "business_zone", lambda: BERLIN)
    day = change.astimezone(BERLIN).date()
    begun, ended = end_of_day(day - timedelta(days=1)), end_of_day(day)
    assert ended.astimezone(BERLIN).time().isoformat() == "00:00:00"
    hours = (ended.astimezone(UTC) - begun.astimezone(UTC)) / timedelta(hours=1)
    assert hours == (23 if change == FORWARD else 25)
