"""How lists and their places may be filtered, on the page and in the API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice, day_range
from network.planning.uploads.models import PlaceList, UploadedPlace
from tenants.registry.choices import Region


class PlaceListFilter(RecordFilter):
    """By name and day."""

    search: ClassVar[tuple[str, ...]] = ("name__icontains", "made_by_name__icontains")
    created = day_range(field_name="created_at", label=_("Brought on"))

    class Meta:
        model = PlaceList
        fields: ClassVar[list[str]] = []


class UploadedPlaceFilter(RecordFilter):
    """By list, office and use."""

    search: ClassVar[tuple[str, ...]] = ("name__icontains", "list__name__icontains")
    quick: ClassVar[tuple[str, ...]] = ("region",)
    region = choice(Region.choices, label=_("Regional office"))

    class Meta:
        model = UploadedPlace
        fields: ClassVar[list[str]] = ["list", "region", "is_site"]
