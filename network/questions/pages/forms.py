"""Forms of technical questions: raising one, answering, asking back, replying."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages.photos import EvidenceField
from network.hotline.choices import Symptom
from network.questions.actions import CaseText, QuestionFacts, Solution
from network.questions.choices import TYPED, Urgency
from network.support.literature_selectors import component_choices, model_choices

MOST_FILES = 6


def long_text(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True) -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=4000, widget=widget, help_text=help_text, required=required)


def evidence() -> EvidenceField:
    """Return a box for pictures and documents."""
    return EvidenceField(label=_("Photos, screenshots, PDF documents"), required=False, most=MOST_FILES)


class AskForm(forms.Form):
    """What is known when a question is raised."""

    urgency = forms.ChoiceField(label=_("urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    title = forms.CharField(label=pgettext_lazy("technical question", "question in one line"), max_length=120)
    description = long_text(
        _("what is noticed"), help_text=_("When it occurs, how often, under which load, since when.")
    )
    origin = forms.ChoiceField(label=_("raised from"), choices=[(one.value, one.label) for one in TYPED])
    reference = forms.CharField(label=_("number of the order or case"), max_length=40, required=False)
    vehicle = forms.CharField(
        label=_("VIN or plate"), max_length=20, required=False, help_text=_("Left empty: as in the order or case.")
    )
    mileage_km = forms.IntegerField(label=_("mileage (km)"), min_value=0, max_value=5_000_000, required=False)
    symptom = forms.ChoiceField(label=_("symptom"), choices=[("", "—"), *Symptom.choices], required=False)
    component = forms.ChoiceField(label=_("component"), required=False)
    failure_code = forms.CharField(label=_("failure code"), max_length=20, required=False)
    fault_codes = forms.CharField(
        label=_("fault codes"),
        max_length=400,
        required=False,
        help_text=_("As the tester shows them, separated by commas: P0299, SPN 3216 FMI 4."),
    )
    measurements = long_text(_("measurements"), rows=3, required=False)
    tried = long_text(_("what was tried"), rows=3, required=False)
    photos = evidence()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = [("", "—"), *component_choices()]  # type: ignore[attr-defined]

    def facts(self) -> QuestionFacts:
        """Return what was typed."""
        return QuestionFacts(**self.cleaned_data)


class AnswerForm(forms.Form):
    """The answer with its solution."""

    text = long_text(pgettext_lazy("thread of a question", "Answer"), help_text=_("The asker reads this."))
    cause = long_text(pgettext_lazy("technical question", "cause found"), rows=2)
    remedy = long_text(pgettext_lazy("technical question", "remedy"), rows=3)
    component = forms.ChoiceField(label=_("component"), required=False)
    vehicle_models = forms.MultipleChoiceField(
        label=_("models that it holds for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    parts = forms.CharField(
        label=_("parts needed"), max_length=400, required=False, help_text=_("Part numbers, separated by commas.")
    )
    photos = evidence()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["component"].choices = [("", "—"), *component_choices()]
        fields["vehicle_models"].choices = model_choices()

    def solution(self) -> Solution:
        """Return the solution as data."""
        given = self.cleaned_data
        return Solution(**{name: given[name] for name in ("cause", "remedy", "component", "vehicle_models", "parts")})


class TextForm(forms.Form):
    """Something to say, with pictures or documents."""

    text = long_text(pgettext_lazy("technical question", "text"), rows=6)
    photos = evidence()


class NoteForm(forms.Form):
    """What is to be said about a solution that helped."""

    note = long_text(_("remark"), rows=3, required=False)


class CaseForm(forms.Form):
    """The technical case that a solved question becomes."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=160)
    body_zh = long_text(
        _("contents (Chinese)"),
        rows=12,
        help_text=_("No station, no person, no phone number, plate or VIN: what names somebody is refused."),
    )
    title_en = forms.CharField(label=_("title (English)"), max_length=160, required=False)
    body_en = long_text(_("contents (English)"), rows=6, required=False)

    def text(self) -> CaseText:
        """Return what was typed."""
        return CaseText(**self.cleaned_data)
