"""How policy versions may be filtered."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range


class PolicyFilter(RecordFilter):
    """By status and date; `q` looks at labels."""

    search: ClassVar[tuple[str, ...]] = ("label__icontains", "summary__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(PolicyStatus.choices, label=_("Status"))
    effective_from = day_range(label=_("In force from"))
