"""The driver's link: a signed address that shows crew, expected arrival and state to whoever holds it, for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import NotYours
from common.pages.addresses import public_address
from common.scope import for_office
from common.text import Text
from network.dispatch.choices import UNDER_WAY, RescueStatus
from network.dispatch.models import Rescue

SALT = "dispatch.driver"
VALID_S = 48 * 3600
AFTER = timedelta(hours=2)

ENDED = _(
    "This link has ended, or is not complete. If you still need help, call the hotline; it can send you a new one."
)
WORDS = {
    RescueStatus.WAITING: _("We are looking for the nearest crew."),
    RescueStatus.OFFERED: _("A crew is being asked."),
    RescueStatus.UNSERVED: _("We are still looking for a crew. Our dispatcher is on it."),
    RescueStatus.ACCEPTED: _("A crew has your case and is getting ready."),
    RescueStatus.EN_ROUTE: _("The crew is on its way to you."),
    RescueStatus.ARRIVED: _("The crew is with you."),
    RescueStatus.FINISHED: _("Your rescue is finished. Safe travels."),
    RescueStatus.CANCELLED: _("This rescue was called off. Call the hotline if you still need help."),
}


@dataclass(frozen=True, slots=True)
class DriverView:
    """What the driver sees: nothing about anybody but the crew that comes."""

    number: str
    status: str
    words: Text
    crew: str
    plate: str
    station: str
    eta_at: datetime | None
    language: str
    points: list[dict[str, Any]]


def driver_link(rescue: Rescue) -> str:
    """Return the address to send to the driver."""
    token = signing.dumps(str(rescue.pk), salt=SALT)
    return public_address("dispatch:follow", token)


def view_of(token: str) -> DriverView:
    """Return what the holder of `token` may see. Raises NotYours for a forged or old link, or some time after the end."""
    try:
        key = UUID(signing.loads(token, salt=SALT, max_age=VALID_S))
    except (signing.BadSignature, ValueError) as error:
        raise NotYours(ENDED) from error
    with for_office():
        rescue = Rescue.objects.select_related("crew", "station", "case").filter(pk=key).first()
        if rescue is None or (rescue.finished_at and rescue.finished_at + AFTER < now()):
            raise NotYours(ENDED)
        return _view(rescue)


def _view(rescue: Rescue) -> DriverView:
    crew = rescue.crew if rescue.status in UNDER_WAY else None
    points = [{"lat": rescue.lat, "lon": rescue.lon, "kind": "vehicle", "label": _("Your vehicle")}]
    if crew is not None and crew.lat is not None and rescue.status == RescueStatus.EN_ROUTE:
        points.append({"lat": crew.lat, "lon": crew.lon, "kind": "busy", "label": crew.name})
    return DriverView(
        number=rescue.number,
        status=rescue.status,
        words=WORDS[RescueStatus(rescue.status)],
        crew=crew.name if crew else "",
        plate=crew.vehicle_plate if crew else "",
        station=rescue.station.name if crew and rescue.station else "",
        eta_at=rescue.eta_at if crew and not rescue.arrived_at else None,
        language=rescue.case.language,
        points=points,
    )
