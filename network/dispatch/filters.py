"""How rescues, offers and crews may be filtered, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from common.pages import RecordFilter, choice, day_range
from network.dispatch.choices import LadderStep, OfferStatus, RescueStatus
from network.dispatch.models import AutomaticPause, Crew, DispatchPolicy, Escalation, Offer, Rescue


class RescueFilter(RecordFilter):
    """By status and day."""

    search = (
        "number__icontains",
        "case__plate__icontains",
        "case__vin__icontains",
        "station__name__icontains",
        "crew__name__icontains",
    )
    quick = ("status",)
    status = choice(RescueStatus.choices, label=_("Status"))
    created = day_range(field_name="created_at", label=_("Opened at"))

    class Meta:
        model = Rescue
        fields = ["status"]


class OfferFilter(RecordFilter):
    """By status and day."""

    search = ("summary__number__icontains", "crew__name__icontains", "station__name__icontains")
    quick = ("status",)
    status = choice(OfferStatus.choices, label=_("Status"))
    created = day_range(field_name="created_at", label=_("Made"))

    class Meta:
        model = Offer
        fields = ["status"]


class CrewFilter(RecordFilter):
    """By duty."""

    search = ("name__icontains", "station__name__icontains", "station__code__iexact", "vehicle_plate__icontains")
    quick = ("on_duty",)
    on_duty = django_filters.BooleanFilter(label=_("On duty"))

    class Meta:
        model = Crew
        fields = ["on_duty"]


class RulesFilter(RecordFilter):
    """By status and date."""

    search = ("label__icontains", "summary__icontains")
    quick = ("status",)
    status = choice(PolicyStatus.choices, label=_("Status"))
    valid_from = day_range(label=_("Valid from"))

    class Meta:
        model = DispatchPolicy
        fields = ["status"]


class PauseFilter(RecordFilter):
    """By day."""

    search = ("reason__icontains", "begun_by_name__icontains")
    created = day_range(field_name="created_at", label=_("Switched off"))

    class Meta:
        model = AutomaticPause
        fields: list[str] = []


class EscalationFilter(RecordFilter):
    """By step and day."""

    step = choice(LadderStep.choices, label=_("Measure"))
    created = day_range(field_name="created_at", label=_("Made"))

    class Meta:
        model = Escalation
        fields = ["step"]
