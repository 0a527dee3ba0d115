"""The forms of changes."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.pages.moments import DayField
from network.lifecycle.cascade.plan import KEPT_YEARS
from network.lifecycle.choices import ENDINGS, AtEnd, ChangeKind, OrderKind
from network.lifecycle.kinds import LONGEST, SPECS, label_of
from network.onboarding.choices import Capability, Level
from network.onboarding.pages.forms import provinces

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PAPERS = forms.FileInput(attrs={"accept": "application/pdf,image/*"})


def words_field(label: Any) -> forms.CharField:
    """Return a box for some sentences."""
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def field_for(name: str) -> forms.Field:
    """Return the box in which the new value of a field is entered."""
    label: Any = label_of(name)
    if name in ("lat", "lon"):
        return forms.FloatField(label=label)
    if name == "province":
        return forms.ChoiceField(
            label=label, choices=provinces, help_text=_("It decides which regional office looks after the station.")
        )
    if name == "level":
        return forms.ChoiceField(label=label, choices=Level.choices)
    if name == "capabilities":
        return forms.MultipleChoiceField(label=label, choices=Capability.choices, widget=forms.CheckboxSelectMultiple)
    if name == "brands":
        return forms.CharField(label=label, max_length=200, help_text=_("Separated by commas."))
    if name == "ends_on":
        return DayField(label=label, widget=DAY)
    if name == "manager_email":
        return forms.EmailField(
            label=label, max_length=LONGEST[name], help_text=_("The invitation goes there on the day.")
        )
    return forms.CharField(label=label, max_length=LONGEST[name])


class RequestForm(forms.Form):
    """What changes, from when, why, and the papers."""

    def __init__(self, *args: Any, kind: ChangeKind, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.names = SPECS[kind].fields
        for name in self.names:
            self.fields[name] = field_for(name)
        self.fields["wanted_on"] = DayField(label=_("wanted from"), widget=DAY, initial=today)
        self.fields["reason"] = words_field(_("Reason"))
        self.fields["evidence"] = forms.FileField(
            label=_("Papers"),
            required=SPECS[kind].needs_evidence,
            widget=PAPERS,
            help_text=_("A PDF or a photo of the paper, up to 15 MB."),
        )

    def values(self) -> dict[str, Any]:
        """Return the new values by field; brands are split, Chinese commas count, too."""
        found = {name: self.cleaned_data[name] for name in self.names}
        if "brands" in found:
            found["brands"] = found["brands"].replace("，", ",").replace("、", ",").split(",")
        return found


class EvidenceForm(forms.Form):
    """A further paper."""

    evidence = forms.FileField(
        label=_("Papers"), widget=PAPERS, help_text=_("A PDF or a photo of the paper, up to 15 MB.")
    )


class CheckForm(forms.Form):
    """What the regional office has checked."""

    note = words_field(_("what was checked"))
    seen_on = DayField(
        label=_("seen on site on"),
        required=False,
        widget=DAY,
        help_text=_("Needed for a relocation and a transfer of owner."),
    )


class ApproveForm(forms.Form):
    """From which day it holds."""

    effective_on = DayField(label=_("in force from"), widget=DAY, initial=today)


class OrderForm(forms.Form):
    """A written order: the boxes of its kind."""

    def __init__(self, *args: Any, kind: OrderKind, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if kind == OrderKind.COEFFICIENT:
            self.fields["labour_coefficient"] = forms.DecimalField(
                label=_("Labour coefficient"),
                min_value=Decimal("0.5"),
                max_value=Decimal(2),
                max_digits=4,
                decimal_places=2,
            )
        self.fields["effective_on"] = DayField(label=_("in force from"), widget=DAY, initial=today)
        if kind == OrderKind.SUSPENSION:
            self.fields["until"] = DayField(
                label=_("last day"), widget=DAY, required=False, help_text=_("Empty: until it is lifted.")
            )
            self.fields["at_end"] = forms.ChoiceField(
                label=_("when that day is over"), choices=AtEnd.choices, initial=AtEnd.REMIND
            )
            self.fields["claims_go_on"] = forms.BooleanField(
                label=_("Claims go on for work done before"), required=False, help_text=_("Dispatch stops in any case.")
            )
        if kind in ENDINGS:
            self.fields["keep_until"] = DayField(
                label=_("data kept until"),
                widget=DAY,
                initial=lambda: today() + timedelta(days=KEPT_YEARS * 365 + 1),
                help_text=_("The station's schema is exported at once, and purged after this day."),
            )
        self.fields["text"] = forms.CharField(
            label=_("instruction"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
        )
