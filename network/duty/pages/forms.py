"""Forms of duty-phone checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages.moments import DayField
from network.duty.choices import DayKind, Outcome
from network.duty.models import DutyPlan
from tenants.registry.choices import Region

MOST_PICTURES = 6
YES = "yes"


def long_text(label: Any, *, required: bool = True, rows: int = 4) -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget)


def day_field(label: Any, **extra: Any) -> forms.DateField:
    """Return a date box."""
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class PicturesInput(forms.ClearableFileInput):
    """A box for several pictures."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """One or several pictures; what they really are is checked when they are stored."""

    widget = PicturesInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Return (name, content) of each file."""
        files = data if isinstance(data, list | tuple) else [data]
        kept = [super(PicturesField, self).clean(one, initial) for one in files] if data else []
        if not kept:
            raise forms.ValidationError(_("Add at least one picture as evidence."))
        if len(kept) > MOST_PICTURES:
            raise forms.ValidationError(_("Six pictures at most at once."))
        return [(file.name, file.read()) for file in kept]


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    seconds = forms.IntegerField(
        label=_("seconds until the answer"),
        required=False,
        min_value=0,
        max_value=600,
        help_text=_("A ring is about five seconds."),
    )
    right_person = forms.BooleanField(label=_("the person on duty answered"), required=False)
    questions_right = forms.IntegerField(label=_("questions answered right"), required=False, min_value=0, max_value=20)
    note = forms.CharField(
        label=_("note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "wide": True})
    )


class AppealForm(forms.Form):
    """Why the result is wrong, with evidence."""

    text = long_text(_("Why the result is wrong"))
    evidence = PicturesField(
        label=_("pictures"), help_text=_("The phone's call log, the duty list of that night, a fault report.")
    )


class DecisionForm(forms.Form):
    """What comes of an appeal."""

    is_granted = forms.TypedChoiceField(
        label=_("decision"),
        choices=[(YES, _("The appeal is right: correct the result")), ("no", _("The result stands"))],
        coerce=lambda text: text == YES,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    score = forms.IntegerField(
        label=_("corrected score"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Only when the appeal is right; empty: 100."),
    )
    decision = long_text(_("reason of the decision"))


class DrawForm(forms.Form):
    """Which period is drawn."""

    day = day_field(_("a day of the period"))


class PhoneForm(forms.Form):
    """A regional office's duty phone."""

    region = forms.ChoiceField(label=_("regional office"), choices=Region.choices)
    phone = forms.CharField(
        label=_("duty phone"), max_length=30, required=False, help_text=_("Empty: the office is not drawn.")
    )
    rings_at = forms.CharField(label=_("where it rings"), max_length=80, required=False)


class PlanForm(forms.ModelForm):
    """The next edition of the sampling plan."""

    starts_on = day_field(_("in force from"))

    class Meta:
        model = DutyPlan
        fields = (
            "starts_on", "period", "share_percent", "number", "least_per_station", "office_calls", "tries", "retry_gap_minutes",
            "answer_within_s", "questions", "points_answered", "points_in_time", "points_person", "points_questions", "lost_per_retry", "pass_score",
            "appeal_days", "risk_weight",
        )  # fmt: skip


class BandForm(forms.Form):
    """One hour band."""

    code = forms.SlugField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=40)
    start = forms.TimeField(label=_("begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    days = forms.ChoiceField(label=_("days"), choices=DayKind.choices)

    def row(self) -> dict[str, str]:
        """Return the band as the plan keeps it."""
        given = self.cleaned_data
        return {name: given[name] for name in ("code", "name_zh", "name_en", "days")} | {
            name: given[name].strftime("%H:%M") for name in ("start", "end")
        }


BandFormSet = forms.formset_factory(BandForm, extra=1, can_delete=True, max_num=24)
