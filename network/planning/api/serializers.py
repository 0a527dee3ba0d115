"""What the API shows of planning."""

from rest_framework import serializers

from common.api import RecordSerializer
from network.planning.models import City, CoverageRule


class CitySerializer(RecordSerializer):
    """A city as a demand point."""

    class Meta:
        model = City
        fields = (
            "name_zh",
            "name_en",
            "province_code",
            "province_zh",
            "province_en",
            "region",
            "population",
            "lat",
            "lon",
        )


class RuleSerializer(RecordSerializer):
    """A coverage rule; the newest counts."""

    class Meta:
        model = CoverageRule
        fields = ("radius_km", "reason")


class RadiusBody(serializers.Serializer):
    """A new rescue radius."""

    radius_km = serializers.IntegerField(min_value=5, max_value=1000)
    reason = serializers.CharField(max_length=500)


class TotalSerializer(serializers.Serializer):
    """A region's demand, and how much of it is covered."""

    region = serializers.CharField()
    cities = serializers.IntegerField()
    stations = serializers.IntegerField()
    demand = serializers.FloatField()
    covered = serializers.FloatField()


class GapSerializer(serializers.Serializer):
    """A city outside the radius."""

    city = serializers.CharField(source="city.public_id")
    name_zh = serializers.CharField(source="city.name_zh")
    name_en = serializers.CharField(source="city.name_en")
    province_code = serializers.CharField(source="city.province_code")
    lat = serializers.FloatField(source="city.lat")
    lon = serializers.FloatField(source="city.lon")
    demand = serializers.FloatField()
    distance_m = serializers.SerializerMethodField()
    nearest_station = serializers.SerializerMethodField()

    def get_distance_m(self, row: object) -> int | None:
        """Return whole metres to the nearest station, or null without any."""
        return round(row.distance_m) if row.station else None  # type: ignore[attr-defined]

    def get_nearest_station(self, row: object) -> str | None:
        """Return the nearest station's code."""
        return row.station.code if row.station else None  # type: ignore[attr-defined]


class CoverageSerializer(serializers.Serializer):
    """The picture: what is covered, and what is not, largest demand first."""

    radius_km = serializers.IntegerField()
    demand_unit = serializers.ChoiceField(["vehicles", "people"])
    totals = TotalSerializer(many=True)
    uncovered = GapSerializer(many=True)
