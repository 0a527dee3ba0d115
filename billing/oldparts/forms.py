"""Forms of old parts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.oldparts.actions import Finding, Seen, Way
from billing.oldparts.choices import Disposal, Verdict
from billing.oldparts.models import OldPart
from common.money import to_minor


class ShipForm(forms.Form):
    """Who carries the consignment. Which parts go into which box stands in the table below it."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=60, required=False)

    def __init__(self, *args: Any, ready: Sequence[OldPart], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ready = ready

    def clean(self) -> dict[str, Any]:
        """Read the table: a part is sent when its box is ticked; its box number is 1 unless given."""
        given = super().clean() or {}
        known = {str(part.pk) for part in self.ready}
        chosen = [key for key in self._ticked() if key in known]
        numbers = {key: self.data.get(f"box-{key}", "1").strip() or "1" for key in chosen}
        if any(not number.isdigit() for number in numbers.values()):
            self.add_error(None, _("Number the boxes from 1 on, and leave none empty."))
            return given
        given["parts"] = [UUID(key) for key in chosen]
        given["boxes"] = {UUID(key): int(number[:6]) for key, number in numbers.items()}
        return given

    def _ticked(self) -> list[str]:
        return list(self.data.getlist("parts"))  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[OldPart, bool, str]]:
        """Return (part, whether it goes, its box) as typed, or as offered at first: everything into the first box."""
        if not self.is_bound:
            return [(part, True, "1") for part in self.ready]
        chosen = set(self._ticked())
        return [(part, str(part.pk) in chosen, self.data.get(f"box-{part.pk}", "1")) for part in self.ready]


class ScanForm(forms.Form):
    """The label as it is scanned or typed, and the consignment that lies on the table."""

    code = forms.CharField(
        label=_("Label code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false", "data-scan": ""}
        ),
        help_text=_("Scan the QR code of the label, or type its number."),
    )
    shipment = forms.CharField(
        label=_("Shipment on the table"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-scan-shipment": ""}),
        help_text=_("Optional: a label of another shipment is refused then. Scan the packing list's number."),
    )


class ShelfForm(forms.Form):
    """Where in the store a part lies."""

    shelf = forms.CharField(label=_("Shelf"), max_length=30, required=False)


class RecallForm(forms.Form):
    """Within how many days a kept part is wanted back, and why."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365, initial=15)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SeenForm(forms.Form):
    """What stands on the part, as read or scanned."""

    seen_number = forms.CharField(label=_("Part number on the part"), max_length=30, required=False)
    seen_serial = forms.CharField(label=_("Serial number on the part"), max_length=40, required=False)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=9999, required=False)

    def seen(self) -> Seen:
        """Return it as the action wants it."""
        given = self.cleaned_data
        return Seen(given["seen_number"], given["seen_serial"], given["quantity"])


class RejectForm(SeenForm):
    """Why a part is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WeighForm(forms.Form):
    """Weight and photo of a part as it came in."""

    weight_g = forms.IntegerField(label=_("Weight (g)"), min_value=1, max_value=5_000_000, required=False)
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )


class DisposeForm(forms.Form):
    """Which way the parts go, before whose eyes, under which paper."""

    disposal = forms.ChoiceField(
        label=_("Disposal"), choices=[("", "–"), *Disposal.choices]
    )  # chosen, not left: an entry stays
    witness = forms.CharField(label=_("Witness"), max_length=80, required=False, help_text=_("Needed for scrap."))
    certificate = forms.CharField(
        label=_("Certificate or manifest number"),
        max_length=60,
        required=False,
        help_text=_("Needed for scrap and remanufacturing."),
    )
    recipient = forms.CharField(label=_("Recipient"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def way(self) -> Way:
        """Return it as the action wants it."""
        given = self.cleaned_data
        return Way(
            Disposal(given["disposal"]), given["witness"], given["certificate"], given["recipient"], given["note"]
        )


class BatchForm(DisposeForm):
    """An entry of the register for several parts, chosen by their labels."""

    labels = forms.CharField(
        label=_("Labels"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One label a line: scan them one after another."),
    )


class TrackingForm(forms.Form):
    """Under which number the carrier has the part."""

    tracking_number = forms.CharField(label=_("Carrier and tracking number"), max_length=80)


class ReinspectForm(forms.Form):
    """The result of a re-inspection, in words and in money."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices)
    line = forms.DecimalField(
        label=_("The claim's line is worth"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text=_("As it stands, unless the station's claim is lowered or raised."),
    )
    due = forms.DecimalField(label=_("The supplier owes"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    finding = forms.CharField(
        label=pgettext_lazy("re-inspection", "What was found"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def result(self) -> Finding:
        """Return it as the action wants it."""
        given = self.cleaned_data
        return Finding(Verdict(given["verdict"]), given["finding"], to_minor(given["line"]), to_minor(given["due"]))
