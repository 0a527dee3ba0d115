"""Forms of old parts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import Disposal
from billing.oldparts.models import OldPart


class ShipForm(forms.Form):
    """Which parts go into the consignment, and who carries it."""

    parts = forms.MultipleChoiceField(label=_("Parts"), widget=forms.CheckboxSelectMultiple)
    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=60, required=False)

    def __init__(self, *args: Any, ready: Sequence[OldPart], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(part.pk), f"{part.label_code} · {part.name} · {part.part_number}") for part in ready]
        self.fields["parts"].choices = choices  # type: ignore[attr-defined]
        self.fields["parts"].initial = [value for value, _label in choices]


class ScanForm(forms.Form):
    """The label as it is scanned or typed."""

    code = forms.CharField(
        label=_("Label code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Scan the QR code of the label, or type its number."),
    )


class DisposeForm(forms.Form):
    """Where the part goes."""

    disposal = forms.ChoiceField(label=_("Disposal"), choices=Disposal.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
