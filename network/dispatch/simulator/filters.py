"""How simulations may be filtered, on the page and on the API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, day_range


class SimulationFilter(RecordFilter):
    """By time; `q` looks at titles, versions and people."""

    search: ClassVar[tuple[str, ...]] = ("title__icontains", "policy_label__icontains", "started_by_name__icontains")

    created = day_range(field_name="created_at", label=_("Started"))
