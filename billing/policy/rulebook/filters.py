"""The filter of a room's versions, for its pages and its API."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.versions import RuleVersion
from common.pages.filters import RecordFilter, choice, day_range


class VersionFilter(RecordFilter):
    """By status and date."""

    search = ("label__icontains", "summary__icontains")
    quick = ("status",)
    status = choice(PolicyStatus.choices, label=_("Status"))
    valid_from = day_range(label=_("Valid from"))


def filter_of(model: type[RuleVersion]) -> Any:
    """Return the filter of one room's versions."""
    maker: Any = type(VersionFilter)
    meta = type("Meta", (), {"model": model, "fields": ["status"]})
    return maker(f"{model.__name__}Filter", (VersionFilter,), {"__doc__": VersionFilter.__doc__, "Meta": meta})
