"""How versions of the travel figures may be filtered, on the page and in the API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range
from network.planning.travel.models import TravelPolicy


class TravelFilter(RecordFilter):
    """By status and date."""

    search: ClassVar[tuple[str, ...]] = ("label__icontains", "summary__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)
    status = choice(PolicyStatus.choices, label=_("Status"))
    valid_from = day_range(label=_("Valid from"))

    class Meta:
        model = TravelPolicy
        fields: ClassVar[list[str]] = ["status"]
