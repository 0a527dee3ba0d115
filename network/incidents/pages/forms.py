"""Forms of major events, bulletins and quality reports."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from common.pages.moments import DayField, MomentField
from network.incidents.choices import IncidentKind, LinkKind, Severity
from network.incidents.linking import words_of
from network.incidents.models import IncidentPolicy
from tenants.registry.choices import Region

MOST_TASKS = 30


def long_text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=4000, required=required, widget=widget, help_text=help_text)


def day_field(label: Any, **extra: Any) -> forms.DateField:
    """Return a date box."""
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


def moment_field(label: Any, **extra: Any) -> forms.DateTimeField:
    """Return a box for a day and a time in the person's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **extra)


def numbers_field(label: Any, **extra: Any) -> forms.CharField:
    """Return a box for numbers, separated by spaces, commas or lines."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 2, "wide": True}), **extra)


class OpenForm(forms.Form):
    """What is known at first."""

    kind = forms.ChoiceField(label=_("kind"), choices=IncidentKind.choices)
    severity = forms.ChoiceField(label=_("severity"), choices=Severity.choices, initial=Severity.THREE)
    title = forms.CharField(label=_("title"), max_length=120)
    description = long_text(_("what happened"))
    part_number = forms.CharField(label=_("part number"), max_length=30, required=False)
    built_from = day_field(_("built from"), required=False)
    built_to = day_field(_("built until"), required=False)
    cases = numbers_field(_("Cases"), help_text=_("Numbers, separated by spaces, commas or lines."))
    rescues = numbers_field(_("Rescues"))
    vins = numbers_field(_("vehicles (VIN)"))
    warnings = numbers_field(_("Early warnings"))

    def links(self) -> dict[str, list[str]]:
        """Return the numbers by kind of link."""
        pairs = {
            "cases": LinkKind.CASE,
            "rescues": LinkKind.RESCUE,
            "vins": LinkKind.VEHICLE,
            "warnings": LinkKind.WARNING,
        }
        found = {kind.value: words_of(self.cleaned_data[name]) for name, kind in pairs.items()}
        return {kind: numbers for kind, numbers in found.items() if numbers}


class LinkForm(forms.Form):
    """What to tie to the event."""

    kind = forms.ChoiceField(label=_("kind"), choices=LinkKind.choices)
    numbers = forms.CharField(
        label=_("numbers or VINs"),
        widget=forms.Textarea(attrs={"rows": 5, "wide": True}),
        help_text=_("Numbers, separated by spaces, commas or lines."),
    )


class SeverityForm(forms.Form):
    """Another severity, with a reason."""

    severity = forms.ChoiceField(label=_("severity"), choices=Severity.choices)
    reason = long_text(_("reason"))


class PeopleForm(forms.Form):
    """A form that offers head office's people."""

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.choices = people if field.required else [("", "–"), *people]


def person_field(label: Any, **extra: Any) -> forms.TypedChoiceField:
    """Return a choice among people."""
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, **extra)


class MemberForm(PeopleForm):
    """Who is called, and for what."""

    person = person_field(_("person"))
    duty = forms.CharField(label=_("duty in the task force"), max_length=120)


class TaskForm(PeopleForm):
    """A line of the checklist, or a measure."""

    words = forms.CharField(label=_("what is to be done"), max_length=200)
    person = person_field(_("owner"), required=False)
    due_at = moment_field(_("due"))
    is_follow_up = forms.BooleanField(
        label=_("follow-up measure"), required=False, help_text=_("It goes on after the event is closed.")
    )


class AssignForm(PeopleForm):
    """Who does it, and until when."""

    person = person_field(_("owner"))
    due_at = moment_field(_("due"), required=False)


class DoneForm(forms.Form):
    """What came of it."""

    result = long_text(_("result"), rows=2)


class BulletinForm(forms.Form):
    """What stations are told."""

    title = forms.CharField(label=_("title"), max_length=120)
    text = long_text(_("text"), rows=8)
    regions = forms.MultipleChoiceField(
        label=_("for offices"),
        choices=Region.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all stations."),
    )


class QuestionForm(forms.Form):
    """A technical question for support."""

    question = long_text(_("question"))


class ClosingForm(forms.Form):
    """The closing report."""

    cause = long_text(_("cause"))
    summary = long_text(_("summary"), rows=6)


class QualityForm(forms.Form):
    """A major or batch problem, as a station reports it."""

    title = forms.CharField(label=_("title"), max_length=120)
    is_batch = forms.BooleanField(label=_("several vehicles"), required=False)
    vins = numbers_field(_("vehicles (VIN)"), help_text=_("Numbers, separated by spaces, commas or lines."))
    part_number = forms.CharField(label=_("part number"), max_length=30, required=False)
    description = long_text(_("what happened"))


class AnswerForm(forms.Form):
    """What head office answers."""

    answer = long_text(_("answer"))


class FromReportForm(forms.Form):
    """What kind of event a report becomes."""

    kind = forms.ChoiceField(label=_("kind"), choices=IncidentKind.choices)
    severity = forms.ChoiceField(label=_("severity"), choices=Severity.choices, initial=Severity.THREE)


class RulesForm(forms.Form):
    """The next edition of the rules: criteria and minutes of each severity; the checklists are its lines."""

    starts_on = day_field(_("in force from"))
    acknowledge_minutes = forms.IntegerField(
        label=_("quality reports acknowledged within (minutes)"), min_value=1, max_value=1440
    )

    def __init__(self, *args: Any, newest: IncidentPolicy | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in Severity.choices:
            level = newest.level(code) if newest else {}
            self.fields[f"zh_{code}"] = _criteria(
                _("%(level)s: criteria (Chinese)") % {"level": label}, level.get("criteria_zh", "")
            )
            self.fields[f"en_{code}"] = _criteria(
                _("%(level)s: criteria (English)") % {"level": label}, level.get("criteria_en", "")
            )
            self.fields[f"minutes_{code}"] = forms.IntegerField(
                label=_("%(level)s: escalates after (minutes)") % {"level": label}, min_value=1, max_value=43_200,
                initial=level.get("escalate_minutes", 60),
            )  # fmt: skip

    def levels(self) -> dict[str, dict[str, Any]]:
        """Return the severities as the rules keep them."""
        given = self.cleaned_data
        return {
            code: {
                "criteria_zh": given[f"zh_{code}"],
                "criteria_en": given[f"en_{code}"],
                "escalate_minutes": given[f"minutes_{code}"],
            }
            for code in Severity.values
        }


def _criteria(label: Any, initial: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, initial=initial, widget=forms.TextInput(attrs={"wide": True}))


class LineForm(forms.Form):
    """A line of a checklist."""

    code = forms.SlugField(label=_("Short name"), max_length=20)
    zh = forms.CharField(label=_("Chinese"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)
    hours = forms.IntegerField(label=_("Within (hours)"), min_value=1, max_value=2_000)


class Checklist(forms.BaseFormSet):
    """A checklist: each line once."""

    def clean(self) -> None:
        """Refuse two lines of one short name."""
        codes = [row["code"] for row in self.rows()] if not any(self.errors) else []
        if len(codes) > len(set(codes)):
            raise forms.ValidationError(_("Two lines have the same short name. Rename or delete one."))

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines as the rules keep them."""
        given = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [{name: row[name] for name in ("code", "zh", "en", "hours")} for row in given if not row.get("DELETE")]


CHECKLISTS = {
    kind: (
        label,
        forms.formset_factory(
            LineForm,
            formset=Checklist,
            extra=0,
            can_delete=True,
            min_num=1,
            validate_min=True,
            max_num=MOST_TASKS,
            validate_max=True,
        ),
    )
    for kind, label in IncidentKind.choices
}
