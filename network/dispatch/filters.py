"""How rescues, offers and crews may be filtered, on the page and in the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice, day_range
from network.dispatch.choices import LadderStep, OfferStatus, Outcome, RescueStatus
from network.dispatch.models import AutomaticPause, Crew, Escalation, Offer, Rescue, RescuePart
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


def stations_to_choose(request: Any = None) -> Any:
    """Return the stations that a filter offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


class RescueFilter(RecordFilter):
    """By status, day, station and office."""

    search = (
        "number__icontains",
        "case__plate__icontains",
        "case__vin__icontains",
        "station__name__icontains",
        "crew__name__icontains",
    )
    quick = ("status",)
    status = choice(RescueStatus.choices, label=_("Status"))
    outcome = choice(Outcome.choices, label=_("Outcome"))
    created = day_range(field_name="created_at", label=_("Opened at"))
    finished = day_range(field_name="finished_at", label=_("Finished at"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("Station"))
    region = choice(Region.choices, field_name="station__region", label=_("Regional office"))

    class Meta:
        model = Rescue
        fields = ["status", "station"]


class RescuePartFilter(RecordFilter):
    """By words, day, and whether a repair order has it."""

    search = ("part_number__icontains", "name_zh__icontains", "name_en__icontains", "rescue__number__iexact")
    waits = django_filters.BooleanFilter(
        field_name="order_id", lookup_expr="isnull", label=_("Not in a repair order yet")
    )
    created = day_range(field_name="created_at", label=_("Used at"))

    class Meta:
        model = RescuePart
        fields: list[str] = []


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
