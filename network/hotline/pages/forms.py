"""The one form of the hotline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.datum import Datum
from network.hotline.choices import CallerLanguage, CaseKind, Road, Safety, Symptom
from network.hotline.links import LONGEST


class CaseForm(forms.Form):
    """What the agent asks, in the order of the conversation: who, is it safe, what, which vehicle, where."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices, initial=CaseKind.RESCUE)
    contact_phone = forms.CharField(
        label=_("Caller's phone"), max_length=30, widget=forms.TextInput(attrs={"autofocus": True, "inputmode": "tel"})
    )
    contact_name = forms.CharField(label=_("Caller"), max_length=60, required=False)
    language = forms.ChoiceField(
        label=_("Speaks"), choices=CallerLanguage.choices, initial=CallerLanguage.ZH, required=False
    )
    safety = forms.ChoiceField(label=_("Is the place safe?"), choices=[("", "—"), *Safety.choices], required=False)
    vehicle = forms.CharField(
        label=_("Plate or VIN"),
        max_length=20,
        required=False,
        help_text=_("The last eight characters of the VIN are enough."),
        widget=forms.TextInput(attrs={"data-lookup": True, "autocapitalize": "characters"}),
    )
    brand = forms.CharField(label=_("Brand, if the vehicle is not known"), max_length=40, required=False)
    symptom = forms.ChoiceField(label=_("Symptom"), choices=[("", "—"), *Symptom.choices], required=False)
    needs_tow = forms.BooleanField(label=_("The vehicle must be towed"), required=False)
    description = forms.CharField(
        label=_("What the caller says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )
    place = forms.CharField(
        label=_("Place or road"),
        max_length=200,
        required=False,
        help_text=_("Road, kilometre, direction: G30 K1234+500"),
    )
    road = forms.ChoiceField(
        label=_("Kind of road"),
        choices=[("", _("As the words of the place say")), *Road.choices],
        required=False,
    )
    coordinates = forms.CharField(
        label=_("Position"),
        max_length=LONGEST,
        required=False,
        help_text=_(
            "Click on the map, or paste what the driver's phone shares: 31.23,121.47, degrees and minutes, or a link of a map app."
        ),
    )
    datum = forms.ChoiceField(
        label=_("Position comes from"),
        choices=Datum.choices,
        initial=Datum.WGS84,
        help_text=_("Chinese map apps shift positions by some 500 m."),
    )
    call = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    triage_script = forms.UUIDField(required=False, widget=forms.HiddenInput)
    triage_keys = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    despite_abroad = forms.BooleanField(label=_("The place abroad is right"), required=False)
    despite_duplicate = forms.BooleanField(label=_("Open a second case on purpose"), required=False)

    def clean_triage_keys(self) -> tuple[int, ...]:
        """Return the keys of the script's answers; what is no number falls away with the rest."""
        typed = self.cleaned_data["triage_keys"].split(",")
        return tuple(int(one) for one in typed) if all(one.isdecimal() for one in typed) else ()

    def clean(self) -> dict[str, Any]:
        """A rescue needs what the crew must know; other kinds need words."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["language"] = cleaned.get("language") or CallerLanguage.ZH
        if cleaned.get("kind") == CaseKind.RESCUE:
            for name in ("safety", "symptom"):
                if not cleaned.get(name):
                    self.add_error(name, _("Ask the caller; the crew needs to know."))
        elif not cleaned.get("description") and not self.errors:
            self.add_error("description", _("Write down what the caller says."))
        return cleaned


class CloseForm(forms.Form):
    """How a case ended."""

    result = forms.CharField(label=_("Result"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "wide": True}))
