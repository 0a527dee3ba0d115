"""How cases and calls may be filtered, on the page and in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range
from network.hotline.choices import (
    ArticleStatus,
    Audience,
    CallDirection,
    CallStatus,
    CaseKind,
    CaseStatus,
    Safety,
    Symptom,
)
from network.hotline.models import Article, Call, Case, HighwayPost, TriageScript


class AnyOf(django_filters.ChoiceFilter):
    """Rows whose list holds the chosen value."""

    def filter(self, qs: Any, value: str) -> Any:
        """Keep them."""
        return qs.filter(**{f"{self.field_name}__contains": [value]}) if value else qs


class Holds(django_filters.CharFilter):
    """Rows whose list holds the code that was typed, in any case."""

    def filter(self, qs: Any, value: str) -> Any:
        """Keep them."""
        return qs.filter(**{f"{self.field_name}__contains": [value.strip().upper()]}) if value else qs


class CaseFilter(RecordFilter):
    """By kind, status, symptom, day."""

    search = ("number__icontains", "plate__icontains", "vin__icontains", "place__icontains")
    quick = ("kind", "status")
    kind = choice(CaseKind.choices, label=_("Kind"))
    status = choice(CaseStatus.choices, label=_("Status"))
    symptom = choice(Symptom.choices, label=_("Symptom"))
    safety = choice(Safety.choices, label=_("Safety"))
    created = day_range(field_name="created_at", label=_("Opened at"))

    class Meta:
        model = Case
        fields = ["kind", "status", "symptom", "safety"]


class CallFilter(RecordFilter):
    """By direction, status, agent, day, and how long it took to answer."""

    search = ("number__icontains", "case__number__icontains", "agent_name__icontains")
    quick = ("status", "direction")
    status = choice(CallStatus.choices, label=_("Status"))
    direction = choice(CallDirection.choices, label=_("Direction"))
    agent = django_filters.CharFilter(field_name="agent_name", lookup_expr="icontains", label=_("Agent"))
    extension = django_filters.CharFilter(label=_("Extension"))
    answer_s = django_filters.RangeFilter(label=_("Seconds to answer"))
    recorded = django_filters.BooleanFilter(method="by_recorded", label=_("Recorded"))
    rang = day_range(field_name="rang_at", label=_("Rang on"))
    created = day_range(field_name="created_at", label=_("Day"))

    class Meta:
        model = Call
        fields = ["direction"]

    def by_recorded(self, rows: QuerySet[Call], name: str, value: bool) -> QuerySet[Call]:
        """Keep the calls that were recorded, or the others."""
        return rows.exclude(recording="") if value else rows.filter(recording="")


class PostFilter(RecordFilter):
    """By highway."""

    search = ("road__istartswith", "name__icontains")

    class Meta:
        model = HighwayPost
        fields = ["road"]


class ScriptFilter(RecordFilter):
    """By symptom and status."""

    search = ("summary__icontains",)
    quick = ("symptom", "status")
    symptom = choice(Symptom.choices, label=_("Symptom"))
    status = choice(PolicyStatus.choices, label=_("Status"))

    class Meta:
        model = TriageScript
        fields = ["symptom", "status"]


class ArticleFilter(RecordFilter):
    """By words, audience, symptom, model, fault code and status."""

    search = (
        "number__icontains",
        "title_zh__icontains",
        "title_en__icontains",
        "body_zh__icontains",
        "body_en__icontains",
        "found_by__icontains",
    )
    quick = ("symptom", "audience", "status")
    status = choice(ArticleStatus.choices, label=_("Status"))
    symptom = AnyOf(field_name="symptoms", choices=Symptom.choices, label=_("Symptom"))
    audience = AnyOf(field_name="audiences", choices=Audience.choices, label=_("For"))
    model = Holds(field_name="vehicle_models", label=_("Model"))
    fault_code = Holds(field_name="fault_codes", label=_("Fault code"))

    class Meta:
        model = Article
        fields = ["status"]
