"""A row that is held for a change may be referred to meanwhile: whoever has the row waits for the history, nobody waits for the row."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet

from accounts.roles import Role
from common.history.record import record
from common.records import RecordQuerySet
from network.dispatch.actions import form_crew
from network.dispatch.actions.crews import CrewPlan
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.world import HOME, station_actor

STILL_WAITS_S = 0.5


def meet() -> None:
    """Let somebody change a station's row while its manager, whose history comes first, makes up a crew."""
    with transaction.atomic():
        manager = station_actor(Role.STATION_MANAGER, HOME)

    def change_station() -> None:
        try:
            with transaction.atomic(), inside(manager.station):
                station = Station.objects.all().locked().get(pk=manager.station.pk)
                record(station, "station.renamed", manager, station_id=station.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), inside(manager.station):
            form_crew(CrewPlan(name="Crew 1"), acting_user=manager)
            changing = pool.submit(change_station)
            wait([changing], STILL_WAITS_S)
            assert not changing.done()  # it has the row, and waits for the history
        changing.result()


def test_neither_waits_for_the_other(committed_db: None) -> None:
    meet()


def test_a_lock_against_references_would_stop_one_of_them(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(rows: RecordQuerySet) -> QuerySet[Station]:
        return rows.order_by("pk").select_for_update(of=("self",))

    monkeypatch.setattr(RecordQuerySet, "locked", locked)
    with pytest.raises(OperationalError, match="deadlock"):
        meet()
