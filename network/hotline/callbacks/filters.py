"""How callbacks may be filtered, on the page and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.pages import RecordFilter, choice, day_range
from network.hotline.callbacks.choices import OPEN, CallbackStatus, Origin, Outcome
from network.hotline.callbacks.models import Callback


class CallbackFilter(RecordFilter):
    """By status, reason, outcome, agent, day, and whether it is late."""

    search = ("number__icontains", "case__number__icontains", "agent_name__icontains", "wish__icontains")
    quick = ("status", "origin", "late")
    status = choice(CallbackStatus.choices, label=_("Status"))
    origin = choice(Origin.choices, label=_("Why"))
    outcome = choice(Outcome.choices, label=_("How the call went"))
    late = django_filters.BooleanFilter(method="by_late", label=_("Overdue"))
    agent = django_filters.CharFilter(field_name="agent_name", lookup_expr="icontains", label=_("Agent"))
    due = day_range(field_name="due_at", label=pgettext_lazy("limit", "Due"))
    created = day_range(field_name="created_at", label=_("Day"))

    class Meta:
        model = Callback
        fields = ["status", "origin"]

    def by_late(self, rows: QuerySet[Callback], name: str, value: bool) -> QuerySet[Callback]:
        """Keep the calls that should have been tried by now, or the others."""
        late = {"status__in": OPEN, "due_at__lt": now()}
        return rows.filter(**late) if value else rows.exclude(**late)
