"""Uploaded places on the API. They come in as an import of the kind `planning_places` (`POST /imports`); here they are read."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.planning.models import PlaceList, UploadedPlace
from network.planning.uploads.actions import SOLVE, put_list_away
from network.planning.uploads.filters import PlaceListFilter, UploadedPlaceFilter
from network.planning.uploads.selectors import place_lists_for, uploaded_for


class PlaceListSerializer(RecordSerializer):
    """A list of uploaded places, and what is in it. Once put away, scenarios can no longer be asked of it."""

    place_count = serializers.IntegerField(read_only=True)
    site_count = serializers.IntegerField(read_only=True)
    demand_sum = serializers.DecimalField(max_digits=20, decimal_places=2, read_only=True, allow_null=True)

    class Meta:
        model = PlaceList
        fields: ClassVar[tuple[str, ...]] = (
            "name", "place_count", "site_count", "demand_sum", "made_by_name", "put_away_at",
        )  # fmt: skip


class UploadedPlaceSerializer(RecordSerializer):
    """One place: demand of a weight, a candidate site, or both; WGS-84."""

    list = PublicIdField(model=PlaceList, source="list_id")

    class Meta:
        model = UploadedPlace
        fields: ClassVar[tuple[str, ...]] = (
            "list", "name", "lat", "lon", "weight", "is_site", "province_code", "region",
        )  # fmt: skip


class PutAwayBody(serializers.Serializer):
    """Why it is no longer offered."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PlaceListApi(RecordApi):
    """Lists of uploaded places."""

    action = "planning.view"
    serializer_class = PlaceListSerializer
    filterset_class = PlaceListFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return place_lists_for(self.actor)

    @command(action=SOLVE, body=PutAwayBody)
    def put_away(self, record: PlaceList, body: dict[str, Any]) -> PlaceList:
        """Offer it no longer; scenarios keep what they were asked of."""
        put_list_away(record.pk, reason=body["reason"], acting_user=self.actor)
        found: PlaceList = place_lists_for(self.actor).get_or_404(record.pk)
        return found


class UploadedPlaceApi(RecordApi):
    """Places of all lists."""

    action = "planning.view"
    serializer_class = UploadedPlaceSerializer
    filterset_class = UploadedPlaceFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return uploaded_for(self.actor)
