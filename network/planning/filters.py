"""How cities may be filtered, on the page and in the API."""

from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice
from network.planning.models import City
from tenants.registry.choices import Region


class CityFilter(RecordFilter):
    """How cities may be filtered, on the page and in the API."""

    search = ("name_zh__icontains", "name_en__icontains", "province_zh__icontains", "province_en__icontains")
    quick = ("region",)
    region = choice(Region.choices, label=_("Regional office"))

    class Meta:
        model = City
        fields = ["region", "province_code"]
