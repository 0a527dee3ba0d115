"""How campaigns and their vehicles may be filtered."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.campaigns.choices import CampaignKind, CampaignStatus
from common.pages import RecordFilter, choice, day_range


class CampaignFilter(RecordFilter):
    """By status, kind and date; `q` looks at number, titles, and a listed VIN."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "title_zh__icontains", "title_en__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status", "kind")

    status = choice(CampaignStatus.choices, label=_("Status"))
    kind = choice(CampaignKind.choices, label=_("Kind"))
    begins_on = day_range(label=_("From"))


class VehicleFilter(RecordFilter):
    """By whether the work is done; `q` looks at the VIN."""

    search: ClassVar[tuple[str, ...]] = ("vin__icontains",)
    quick: ClassVar[tuple[str, ...]] = ("is_done",)

    is_done: Any = django_filters.ChoiceFilter(
        label=_("Done"), choices=[("yes", _("Done")), ("no", _("Not done yet"))], method="_by_done"
    )

    def _by_done(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(repaired_on__isnull=value == "no")
