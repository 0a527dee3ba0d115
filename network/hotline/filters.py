"""How cases and calls may be filtered, on the page and in the API."""

from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice, day_range
from network.hotline.choices import CallDirection, CaseKind, CaseStatus, Safety, Symptom
from network.hotline.models import Call, Case, HighwayPost


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
    """By direction and day."""

    search = ("number__icontains", "case__number__icontains", "agent_name__icontains")
    quick = ("direction",)
    direction = choice(CallDirection.choices, label=_("Direction"))
    created = day_range(field_name="created_at", label=_("Day"))

    class Meta:
        model = Call
        fields = ["direction"]


class PostFilter(RecordFilter):
    """By highway."""

    search = ("road__istartswith", "name__icontains")

    class Meta:
        model = HighwayPost
        fields = ["road"]
