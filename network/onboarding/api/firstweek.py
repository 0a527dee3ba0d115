"""The API of the first week after an opening."""

from typing import Any, ClassVar

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.onboarding.api.serializers import SeenBody
from network.onboarding.api.views import photos_in
from network.onboarding.building.models import FirstWeekItem
from network.onboarding.filters import FirstWeekFilter
from network.onboarding.firstweek.actions import tick_item
from network.onboarding.firstweek.selectors import first_week_for
from tenants.registry.models import Station


class FirstWeekSerializer(RecordSerializer):
    """An item of a station's first week. One with a `fact` ticks itself within the hour; `words` say what was seen."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)

    class Meta:
        model = FirstWeekItem
        fields: ClassVar[tuple[str, ...]] = (
            "station", "place", "code", "title_zh", "title_en", "fact", "rules", "status", "due_at", "overdue_at", "words",
            "done_by_name", "done_at",
        )  # fmt: skip
        read_only_fields = fields


class FirstWeekApi(RecordApi):
    """What stations have to show in their first week (开业首周). A station reads its own."""

    action = "firstweek.view"
    serializer_class = FirstWeekSerializer
    filterset_class = FirstWeekFilter

    def records(self) -> RecordQuerySet:
        """Return the items in sight."""
        return first_week_for(self.actor)

    @command(action="firstweek.tick", body=SeenBody)
    def tick(self, item: FirstWeekItem, body: dict[str, Any]) -> FirstWeekItem:
        """Tick an item that does not tick itself; the station's regional office does."""
        return tick_item(item.pk, words=body["words"], photos=photos_in(body), acting_user=self.actor)
