"""The API of the first week after an opening."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.onboarding.api.serializers import PhotoBody
from network.onboarding.api.views import decoded
from network.onboarding.building.models import FirstWeekItem
from network.onboarding.building.policies import MOST_PHOTOS
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


class TickBody(serializers.Serializer):
    """What was seen, with photos as base 64, six at most."""

    words = serializers.CharField(max_length=500)
    photos = serializers.ListField(child=PhotoBody(), required=False, default=list, max_length=MOST_PHOTOS)


class FirstWeekApi(RecordApi):
    """What stations have to show in their first week (开业首周). A station reads its own."""

    action = "firstweek.view"
    serializer_class = FirstWeekSerializer
    filterset_class = FirstWeekFilter

    def records(self) -> RecordQuerySet:
        """Return the items in sight."""
        return first_week_for(self.actor)

    @command(action="firstweek.tick", body=TickBody)
    def tick(self, item: FirstWeekItem, body: dict[str, Any]) -> FirstWeekItem:
        """Tick an item that does not tick itself; the station's regional office does."""
        photos = [(one["name"], decoded(one, "content_base64")) for one in body["photos"]]
        return tick_item(item.pk, words=body["words"], photos=photos, acting_user=self.actor)
