"""Data migrations of the stations: Python that must see each station's own rows is not replayed from the empty template."""

from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from common.ids import new_id
from tenants.registry.fleet import migrate_stations
from tenants.registry.models import SchemaTemplate, Station
from tenants.registry.standing import inside
from tenants.registry.template import newest, refresh_template
from tenants.site.choices import DutyKind
from tenants.site.models import DutyRecord


def a_round(station: Station, doer: str) -> None:
    with inside(station), transaction.atomic():
        DutyRecord.objects.create(
            station_id=station.pk, kind=DutyKind.LOUNGE, day=date(2026, 1, 5), done_by=new_id(), doer_name=doer
        )


def remarks(station: Station) -> list[str]:
    with inside(station), transaction.atomic():
        return list(DutyRecord.objects.values_list("remarks", flat=True))


@pytest.fixture
def pending(committed_db: None, station: Station, rival_station: Station, settings: Any) -> None:
    a_round(station, "王")
    a_round(rival_station, "李")
    settings.MIGRATION_MODULES = {"site": "tests.registry.data_migration.migrations"}


def test_each_station_has_it_run_on_its_own_rows(pending: None, station: Station, rival_station: Station) -> None:
    outcomes = list(migrate_stations())
    assert [(one.station, one.problem) for one in outcomes] == [("BJS01", ""), ("SHA01", "")]
    assert (remarks(station), remarks(rival_station)) == (["moved: 王"], ["moved: 李"])
    station.refresh_from_db()
    assert station.schema_fingerprint == newest().fingerprint  # type: ignore[union-attr]
    assert list(migrate_stations()) == []


def test_replayed_from_the_template_it_would_change_nothing(pending: None, station: Station) -> None:
    """The red control: the same step, not known to run Python."""
    refresh_template()
    SchemaTemplate.objects.using("owner").filter(runs_python=True).update(runs_python=False)
    assert [one.problem for one in migrate_stations()] == ["", ""]
    assert remarks(station) == [""]


def test_what_a_broken_run_left_is_taken_up(pending: None, station: Station, rival_station: Station) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE rival.duty_record RENAME TO elsewhere")
    problems = {one.station: one.problem for one in migrate_stations()}
    assert problems["SHA01"] == "" and "duty_record" in problems["BJS01"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE rival.elsewhere RENAME TO duty_record")
    assert [(one.station, one.problem) for one in migrate_stations()] == [("BJS01", "")]
    assert (remarks(station), remarks(rival_station)) == (["moved: 王"], ["moved: 李"])
