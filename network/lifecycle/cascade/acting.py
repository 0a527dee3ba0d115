"""What each step does. Every one may be called again and again: it looks first, and changes only what is not so yet."""

from accounts.actions import close_place
from billing.subscriptions.actions import end_plan_of_closed
from common.clock import today
from common.files.store import store_bytes
from common.history.record import record
from common.people import Person
from network.dispatch.actions.stopping import withdraw_offers_of
from network.lifecycle.cascade.leftovers import purge_media
from network.lifecycle.cascade.looking import ARCHIVE, archive_of, is_sound
from network.lifecycle.locks import lock_station
from network.lifecycle.models import ClosingStep
from tenants.registry.archive import export_schema, purge_schema
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station


def stop_dispatch(step: ClosingStep, actor: Person) -> None:
    """Withdraw the station: no rescue and no new claim from this moment; what was begun may come to its end."""
    station = lock_station(step.station_id)
    if station.status in (StationStatus.ACTIVE, StationStatus.SUSPENDED):
        before = {"status": station.status}
        station.move_to(StationStatus.WITHDRAWN, claims_go_on=True, stopped_on=station.stopped_on or today())
        after = {"status": station.status, "closing": step.closing.number}
        record(station, "station.withdrawn", actor, before=before, after=after, station_id=station.pk)
    withdraw_offers_of(station.pk, acting_user=actor, reason=step.closing.number)


def end_claims(step: ClosingStep, actor: Person) -> None:
    """No claim of the station goes on any more: called when the last one is decided."""
    station = lock_station(step.station_id)
    if station.claims_go_on:
        station.change(claims_go_on=False)


def freeze_offsets(step: ClosingStep, actor: Person) -> None:
    """No new offset: what is left is paid or settled."""
    station = lock_station(step.station_id)
    if not station.offsets_frozen:
        station.change(offsets_frozen=True)
        record(station, "station.offsets_frozen", actor, after={"offsets_frozen": True}, station_id=station.pk)


def close_access(step: ClosingStep, actor: Person) -> None:
    """Nobody enters any more: memberships end, keys and invitations too."""
    station = lock_station(step.station_id)
    if station.access_open:
        station.change(access_open=False)
        after = {"access_open": False, "closing": step.closing.number}
        record(
            station, "station.access_closed", actor, before={"access_open": True}, after=after, station_id=station.pk
        )
    close_place(station.pk, acting_user=actor, reason=step.closing.number)


def write_archive(step: ClosingStep, actor: Person) -> None:
    """Export the station's schema into one file, once, and close the station."""
    station = lock_station(step.station_id)
    if archive_of(step.closing) is None:
        content, rows = export_schema(station)
        name = f"{station.code}-{step.closing.number}.zip"
        file = store_bytes(
            content,
            subject_id=step.closing_id,
            kind=ARCHIVE,
            name=name,
            content_type="application/zip",
            station_id=station.pk,
        )
        record(step.closing, "closing.archived", actor, after={"archive": name, "sha256": file.sha256, "rows": rows})
    if station.status == StationStatus.WITHDRAWN:
        station.move_to(StationStatus.CLOSED)
        before, after = {"status": StationStatus.WITHDRAWN}, {"status": station.status, "closing": step.closing.number}
        record(station, "station.closed", actor, before=before, after=after, station_id=station.pk)


def end_plan(step: ClosingStep, actor: Person) -> None:
    """The station pays for no plan any more: called once, when nobody enters."""
    end_plan_of_closed(step.station_id, by=actor, reason=step.closing.number)


def purge(step: ClosingStep, actor: Person) -> None:
    """Drop the schema, if the archive is sound; then what the station left elsewhere: photos and papers, views and messages of its people.

    That is the tables' owner's transaction, and committed before ours. So nothing of the station is locked or told by us before it; when we
    are killed in between, the schema is gone and the next look finds it so.
    """
    if step.station.has_schema and is_sound(archive_of(step.closing)):
        purge_schema(step.station_id, acting_user=actor)
    if not Station.objects.filter(pk=step.station_id).exclude(schema_fingerprint="").exists():
        purge_media(step.closing, actor)
