"""How standards, cards, appeals and awards may be filtered, on the page and in the API."""

from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range
from network.scorecards.models import ScoreStandard


class StandardFilter(RecordFilter):
    """By status and date."""

    search = ("label__icontains", "summary__icontains")
    quick = ("status",)
    status = choice(PolicyStatus.choices, label=_("Status"))
    valid_from = day_range(label=_("Valid from"))

    class Meta:
        model = ScoreStandard
        fields = ["status"]
