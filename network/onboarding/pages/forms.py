"""The forms of onboarding's steps."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.pages.moments import DayField
from network.onboarding.actions import CandidateFacts
from network.onboarding.choices import Capability, Level, Source
from network.onboarding.models import Standard, reads_chinese
from network.planning.provinces import BY_GB

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def provinces() -> list[tuple[str, Any]]:
    """Return the provinces in the reader's language."""
    return [("", "—"), *sorted((code, province_in_words(code)) for code in BY_GB)]


def province_in_words(code: str) -> str:
    """Return a province's name in the reader's language."""
    one = BY_GB[code]
    return one.name_zh if reads_chinese() else one.name_en


def brands_of(text: str) -> list[str]:
    """Return what stands between the commas."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


class CandidateForm(forms.Form):
    """What is known of a candidate. The position can be typed or picked on the map."""

    groups = (
        (_("Company"), ("name", "source", "contact_name", "contact_phone", "contact_email")),
        (_("Place"), ("province_code", "city", "address", "lat", "lon")),
        (_("What is to be built"), ("level", "brands", "capabilities", "note")),
    )
    name = forms.CharField(label=_("Company"), max_length=120)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices, initial=Source.OFFICE)
    contact_name = forms.CharField(label=_("Contact"), max_length=80)
    contact_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    province_code = forms.ChoiceField(label=_("Province"), choices=provinces)
    city = forms.CharField(label=_("City"), max_length=60)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    lat = forms.FloatField(
        label=_("Latitude (WGS-84)"), min_value=-90, max_value=90, help_text=_("Click the map to fill both.")
    )
    lon = forms.FloatField(label=_("Longitude (WGS-84)"), min_value=-180, max_value=180)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.B)
    brands = forms.CharField(label=_("Brands"), max_length=200, required=False, help_text=_("Separated by commas."))
    capabilities = forms.MultipleChoiceField(
        label=_("Capabilities"),
        choices=Capability.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Capability.REPAIR, Capability.RESCUE],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_brands(self) -> list[str]:
        """Return the brands one by one; Chinese commas count, too."""
        return brands_of(self.cleaned_data["brands"])

    def facts(self) -> CandidateFacts:
        """Return what the actions take."""
        return CandidateFacts(**self.cleaned_data)


class PhotoForm(forms.Form):
    """A photo of the site."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 15 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


class ScoreForm(forms.Form):
    """The scorecard: one number per criterion of the standard."""

    def __init__(self, *args: Any, standard: Standard, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.criteria = standard.criteria
        for one in standard.criteria:
            label = one["name_zh"] if reads_chinese() else one["name_en"]
            self.fields[one["code"]] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=one["points"],
                help_text=_("0 to %(most)d points") % {"most": one["points"]},
            )
        self.fields["comment"] = forms.CharField(
            label=_("Assessment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
        )

    def points(self) -> dict[str, int]:
        """Return the points by criterion."""
        return {one["code"]: self.cleaned_data[one["code"]] for one in self.criteria}


class ConfirmForm(forms.Form):
    """筹建确认."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    build_until = DayField(label=_("To be built by"), widget=DAY)
    comment = forms.CharField(
        label=_("Conditions"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class TermsForm(forms.Form):
    """The terms of the agreement."""

    representative = forms.CharField(label=_("Legal representative"), max_length=80)
    territory = forms.CharField(label=_("Territory"), max_length=200)
    starts_on = DayField(label=_("From"), widget=DAY, initial=today)
    years = forms.IntegerField(label=_("Term (years)"), min_value=1, max_value=10)
    labour_coefficient = forms.DecimalField(
        label=_("Labour coefficient"),
        min_value=Decimal("0.5"),
        max_value=Decimal(2),
        max_digits=4,
        decimal_places=2,
        initial="1.00",
    )


class SignatureForm(forms.Form):
    """Who signed, when, and the signed copy."""

    station_signatory = forms.CharField(label=_("Signed for the station by"), max_length=80)
    office_signatory = forms.CharField(label=_("Signed for the manufacturer by"), max_length=80)
    signed_on = DayField(label=_("Signed on"), widget=DAY, initial=today)
    copy = forms.FileField(
        label=_("Signed copy (PDF)"),
        help_text=_("Its SHA-256 is kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class InstructionForm(forms.Form):
    """The written instruction (客服经理批示)."""

    labour_coefficient = forms.DecimalField(
        label=_("Labour coefficient"), min_value=Decimal("0.5"), max_value=Decimal(2), max_digits=4, decimal_places=2
    )
    text = forms.CharField(label=_("Instruction"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class OpenForm(forms.Form):
    """Whom the first invitation goes to."""

    name = forms.CharField(label=_("First manager"), max_length=80)
    email = forms.EmailField(label=_("Manager's e-mail"), help_text=_("The invitation goes there."))
    duty_phone = forms.CharField(
        label=_("Duty phone"), max_length=30, required=False, help_text=_("Empty: the number of the contact.")
    )
