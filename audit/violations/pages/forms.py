"""Forms of violations: the suspicion, the report, the penalty, the appeal, a clause of the catalogue."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.violations.actions import OffenceFacts
from audit.violations.choices import Severity, Source
from audit.violations.models import Offence
from common.money import to_decimal, to_minor
from common.pages.moments import DayField
from common.pages.photos import PhotosField
from tenants.registry.models import Station

MOST_PHOTOS = 8
MOST = Decimal("9999999.99")


def long_text(label: Any, *, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=4000, widget=widget, help_text=help_text)


def yuan(label: Any) -> forms.DecimalField:
    """Return a box for an amount."""
    return forms.DecimalField(label=label, min_value=0, max_value=MOST, max_digits=9, decimal_places=2)


class ReportForm(forms.Form):
    """What is suspected of whom."""

    station = forms.ModelChoiceField(label=_("station"), queryset=Station.objects.none())
    offence = forms.ModelChoiceField(label=_("offence"), queryset=Offence.objects.none())
    source = forms.ChoiceField(label=_("what made us look"), choices=Source.choices)
    reference = forms.CharField(label=_("number of the claim, visit or case"), max_length=60, required=False)
    happened_on = DayField(label=_("happened on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    description = long_text(_("what is suspected"))

    def __init__(self, *args: Any, stations: Any, offences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["offence"].queryset = offences  # type: ignore[attr-defined]


class SubmitForm(forms.Form):
    """The investigation report."""

    report = long_text(_("facts established"), rows=8)
    proposal = long_text(_("proposed penalty"), rows=2)
    photos = PhotosField(label=_("pictures"), required=False, most=MOST_PHOTOS)


class PenaltyForm(forms.Form):
    """The penalty with its reasons."""

    fine = yuan(_("fine"))
    points = forms.IntegerField(label=_("points lost"), min_value=0, max_value=1000)
    decision = long_text(
        pgettext_lazy("violation", "decision"),
        help_text=_("The station reads this: what was found, which clause, which penalty."),
    )

    def __init__(self, *args: Any, offence: Offence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fine"].help_text = _("Clause %(clause)s: from %(low)s to %(high)s") % {
            "clause": offence.clause,
            "low": to_decimal(offence.fine_from_minor),
            "high": to_decimal(offence.fine_to_minor),
        }
        self.fields["points"].help_text = f"{offence.points_from}–{offence.points_to}"


class HearingForm(forms.Form):
    """What is left of the penalty after the appeal."""

    fine = yuan(_("fine"))
    points = forms.IntegerField(label=_("points lost"), min_value=0, max_value=1000)
    answer = long_text(_("answer to the appeal"), help_text=_("No fine and no points lift the penalty."))


class AppealForm(forms.Form):
    """Why the station does not accept it."""

    appeal = long_text(_("reasons"), help_text=_("Once, and until the time that is shown on the notice."))
    photos = PhotosField(label=_("pictures"), required=False, most=MOST_PHOTOS)


class OffenceForm(forms.Form):
    """A clause of the catalogue."""

    code = forms.CharField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    clause = forms.CharField(label=_("clause"), max_length=40)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    severity = forms.ChoiceField(label=pgettext_lazy("offence", "severity"), choices=Severity.choices)
    fine_from = yuan(_("fine from"))
    fine_to = yuan(_("fine up to"))
    points_from = forms.IntegerField(label=_("points from"), min_value=0, max_value=1000)
    points_to = forms.IntegerField(label=_("points up to"), min_value=0, max_value=1000)
    investigate_days = forms.IntegerField(label=_("working days to investigate"), min_value=1, max_value=120)
    appeal_days = forms.IntegerField(label=_("working days to appeal"), min_value=1, max_value=60)
    is_active = forms.BooleanField(label=pgettext_lazy("offence", "in force"), required=False)

    def facts(self) -> OffenceFacts:
        """Return the clause, amounts in minor units."""
        given: dict[str, Any] = dict(self.cleaned_data)
        amounts: dict[str, Any] = {f"{name}_minor": to_minor(given.pop(name)) for name in ("fine_from", "fine_to")}
        return OffenceFacts(**given, **amounts)
