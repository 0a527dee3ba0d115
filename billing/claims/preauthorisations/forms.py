"""Forms of pre-authorisations: the request, and the agreement."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType
from billing.claims.forms import MoneyInput
from billing.claims.models import Preauthorisation
from common.clock import today
from common.money import to_decimal
from common.pages.moments import DayField
from common.pages.photos import PhotosField

TYPES = (ClaimType.WARRANTY, ClaimType.PARTS_WARRANTY, ClaimType.GOODWILL, ClaimType.CAMPAIGN, ClaimType.PRE_DELIVERY)


class RequestForm(forms.Form):
    """Which vehicle, what failed, what it will cost, and why."""

    repair_order = forms.ChoiceField(
        label=_("Repair order"), required=False, help_text=_("Optional: the order on which the vehicle stands here.")
    )
    vin = forms.CharField(label=_("VIN"), min_length=17, max_length=17)
    mileage_km = forms.IntegerField(label=_("Mileage (km)"), min_value=0, max_value=5_000_000)
    type = forms.ChoiceField(label=_("Type"), choices=[(one.value, one.label) for one in TYPES])
    component_code = forms.ChoiceField(label=_("Component"))
    estimate = MoneyInput(label=_("Estimate"))
    reason = forms.CharField(
        label=_("What failed, and why the repair is needed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "wide": True})
    )  # fmt: skip
    photos = PhotosField(label=_("Photos of the failed part"), required=False)

    def __init__(
        self, *args: Any, orders: Sequence[tuple[str, str]], components: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["repair_order"].choices = [("", "–"), *orders]  # type: ignore[attr-defined]
        self.fields["component_code"].choices = [("", "–"), *components]  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """How much, and by when the repair has to begin."""

    approved = MoneyInput(label=_("Agreed amount"))
    valid_until = DayField(
        label=_("Repair begins by"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    comment = forms.CharField(
        label=_("Comment for the station"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, row: Preauthorisation, days: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["approved"].initial = to_decimal(row.estimate_minor)
        self.fields["valid_until"].initial = today() + timedelta(days=days)
