"""The look-up: what is covered for this vehicle until when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.policy.cover import cover_on
from catalog.models import Vehicle
from catalog.selectors import components_for, find_vehicle
from common.clock import today
from common.pages import Crumb, Page
from common.pages.moments import DayField
from common.pages.parts import address


class CoverForm(forms.Form):
    """Which vehicle, on which day, at which mileage."""

    vehicle = forms.CharField(label=_("VIN or plate"), max_length=40, required=False)
    component = forms.CharField(
        label=_("Component"), max_length=12, required=False, widget=forms.TextInput(attrs={"list": "known-component"})
    )
    mileage_km = forms.IntegerField(label=_("Mileage (km)"), min_value=0, required=False)
    day = DayField(
        label=_("Day of the repair"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class CoverPage(Page):
    """What is covered for a vehicle, component by component, by the policy of the day of the repair."""

    action = "policy.view"
    title = _("What is covered until when")
    template_name = "policy/cover.html"
    lit = "policy:cover"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Warranty policy"), address("policy:list"))]

    @cached_property
    def form(self) -> CoverForm:
        """Return the question."""
        form = CoverForm(self.request.GET or None)
        form.is_valid()
        return form

    def asked(self, name: str) -> Any:
        """Return what was asked, or None."""
        return self.form.cleaned_data.get(name) if self.form.is_bound and self.form.is_valid() else None

    @cached_property
    def vehicle(self) -> Vehicle | None:
        """Return the vehicle that was found."""
        asked = self.asked("vehicle")
        return find_vehicle(asked) if asked else None

    def context(self) -> dict[str, Any]:
        """Return the question and, for a vehicle, the answer."""
        asked, vehicle, components = self.asked("vehicle"), self.vehicle, list(components_for(self.actor))
        shown: dict[str, Any] = {
            "form": self.form,
            "asked": asked,
            "vehicle": vehicle,
            "names": [(one.code, one.name) for one in components],
        }
        return shown | self.answer(vehicle) if vehicle else shown

    def answer(self, vehicle: Vehicle) -> dict[str, Any]:
        """Return what the policy of the day says; a gap is said, not guessed."""
        day: date = self.asked("day") or today()
        found = cover_on(self.actor, vehicle, day, self.asked("mileage_km"), self.asked("component") or "")
        return {name: getattr(found, name) for name in ("day", "mileage_km", "version", "rows", "guarantee")}
