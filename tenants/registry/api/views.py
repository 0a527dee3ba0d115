"""Stations in the API."""

from typing import Any, ClassVar

from common.api import RecordApi, RecordSerializer
from common.records import RecordQuerySet
from tenants.registry.models import Station
from tenants.registry.pages.stations import StationFilter
from tenants.registry.selectors import stations_for


class StationSerializer(RecordSerializer):
    """A station."""

    class Meta:
        model = Station
        fields = (
            "code", "name", "status", "region", "province", "city", "address", "lat", "lon", "contact_name", "representative", "phone",
            "level", "brands",
            "capabilities", "labour_coefficient", "opened_on",
        )  # fmt: skip


class StationApi(RecordApi):
    """Stations in the caller's sight; for a station, itself."""

    action = "stations.view"
    serializer_class = StationSerializer
    filterset_class: ClassVar[Any] = StationFilter

    def needed(self) -> str:
        """Return the row of the role table for where the caller stands."""
        return "stations.own" if self.actor.is_station else super().needed()

    def records(self) -> RecordQuerySet:
        """Return the stations in sight."""
        return stations_for(self.actor)
