"""What a person finds on the desk: own views, own notifications, the places where they work."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Role
from common.files.models import StoredFile
from common.jobs.models import Job
from common.pages.addresses import office_root, station_address
from common.pages.ports import Place, View, ports
from common.records import RecordQuerySet
from desk.models import Notification, SavedView


def place_key(actor: Actor) -> str:
    """Return the key of the place where the person stands: views are kept per place."""
    if actor.is_station:
        return f"station:{actor.station_id}"
    return f"supplier:{actor.supplier_id}" if actor.is_supplier else "office"


def views_for(actor: Actor) -> RecordQuerySet:
    """Return the person's own views and those shared in this place."""
    here = SavedView.objects.filter(place=place_key(actor))
    return here.filter(Q(user=actor.user) | Q(shared=True))


def own_views(actor: Actor) -> RecordQuerySet:
    """Return the views that the person may change."""
    return SavedView.objects.filter(user=actor.user, place=place_key(actor))


def notifications_for(actor: Actor) -> RecordQuerySet:
    """Return the person's notifications."""
    return Notification.objects.filter(user=actor.user)


def unread_count(actor: Actor) -> int:
    """Return how many are unread, counting to 100."""
    return notifications_for(actor).filter(read_at__isnull=True).order_by()[:100].count()


class DeskViews:
    """Saved views for the frame."""

    def of(self, actor: Any, page: str) -> Sequence[View]:
        """Return the views of a list that the person sees, own ones first."""
        rows = views_for(actor).filter(page=page).order_by("name")[:30]
        found = [self._view(row, actor) for row in rows]
        return sorted(found, key=lambda view: (not view.default, not view.mine, view.name))

    def _view(self, row: SavedView, actor: Actor) -> View:
        mine = row.user_id == actor.id
        return View(str(row.pk), row.name, row.query, row.shared, row.is_default and mine, mine)


def places_of(request: HttpRequest) -> Sequence[Place]:
    """Return the places where the signed-in person works, the present one marked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = actor.memberships
    stations = [row.station_id for row in held if row.station_id]
    names = dict(ports.stations([key for key in stations if key != actor.station_id]))
    if actor.station is not None:  # read already, to find the way here
        names[actor.station.pk] = (actor.station.name, station_address(actor.station.code))
    outside = [row for row in held if row.station_id is None]
    office = [_outside(outside, actor)] if outside else []
    return office + [
        Place(
            names[key][0],
            _roles([r for r in held if r.station_id == key]),
            names[key][1],
            actor.station_id == key,
            "station",
        )
        for key in dict.fromkeys(stations)
        if key in names
    ]


def _outside(rows: Sequence[Membership], actor: Actor) -> Place:
    at_supplier = all(row.role == Role.SUPPLIER for row in rows)
    label = Role.SUPPLIER.label if at_supplier else ports.office_label()
    return Place(label, _roles(rows), office_root(), not actor.is_station, "supplier" if at_supplier else "office")


def _roles(rows: Sequence[Membership]) -> str:
    return ", ".join(dict.fromkeys(str(Role(row.role).label) for row in rows))


def file_of_job(row: Job) -> StoredFile | None:
    """Return the file that a job made, if it made one; the caller has the job through its gate."""
    return StoredFile.objects.filter(pk=row.result_file_id).first() if row.result_file_id else None
