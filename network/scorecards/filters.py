"""How standards, cards, appeals and awards may be filtered, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice
from network.scorecards.choices import Exclusion, ObjectionStatus
from network.scorecards.models import AwardEntry, AwardObjection
from tenants.registry.choices import Region


class EntryFilter(RecordFilter):
    """Stations in rounds, by office, award and exclusion."""

    region = choice(Region.choices, label=_("regional office"))
    exclusion = choice(Exclusion.choices, label=_("excluded by"))
    is_winner = django_filters.BooleanFilter(label=_("award"))

    class Meta:
        model = AwardEntry
        fields = ["region", "exclusion", "is_winner"]


class ObjectionFilter(RecordFilter):
    """Objections by status."""

    status = choice(ObjectionStatus.choices, label=_("status"))

    class Meta:
        model = AwardObjection
        fields = ["status"]
