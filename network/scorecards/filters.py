"""How standards, cards, appeals and awards may be filtered, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range
from network.scorecards.choices import Exclusion, ObjectionStatus
from network.scorecards.models import AwardEntry, AwardObjection, ScoreStandard
from tenants.registry.choices import Region


class StandardFilter(RecordFilter):
    """By status and date."""

    search = ("label__icontains", "summary__icontains")
    quick = ("status",)
    status = choice(PolicyStatus.choices, label=_("Status"))
    valid_from = day_range(label=_("Valid from"))

    class Meta:
        model = ScoreStandard
        fields = ["status"]


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
