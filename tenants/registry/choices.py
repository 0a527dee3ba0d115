"""States of a station and how it may move between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StationStatus(TextChoices):
    """Where a station stands in its life."""

    PREPARING = "preparing", _("Being opened")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


STATION_MOVES = {
    StationStatus.PREPARING: {StationStatus.ACTIVE},
    StationStatus.ACTIVE: {StationStatus.SUSPENDED, StationStatus.WITHDRAWN},
    StationStatus.SUSPENDED: {StationStatus.ACTIVE, StationStatus.WITHDRAWN},
    StationStatus.WITHDRAWN: {StationStatus.CLOSED},
    StationStatus.CLOSED: set(),
}


class Region(TextChoices):
    """The six regional offices (办事处)."""

    NORTH = "north", _("North China office")
    NORTHEAST = "northeast", _("Northeast office")
    EAST = "east", _("East China office")
    SOUTH = "south", _("South China office")
    SOUTHWEST = "southwest", _("Southwest office")
    NORTHWEST = "northwest", _("Northwest office")
