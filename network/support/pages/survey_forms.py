"""Forms of tasks and surveys: the one that asks, and the one that the questions themselves make."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.support.actions.surveys import SurveyText
from network.support.choices import QuestionKind, SurveyKind
from network.support.files import Upload
from network.support.pages.fields import AudienceForm, FilesField, day_field, long_text
from network.support.questions import MOST_QUESTIONS, Question, range_of

TEXT = ("kind", "title_zh", "title_en", "purpose_zh", "purpose_en", "due_on")
YES_NO = (("yes", _("yes")), ("no", _("no")))


class SurveyForm(AudienceForm):
    """What is asked, of whom, by when; the questions are rows below."""

    kind = forms.ChoiceField(label=_("kind"), choices=SurveyKind.choices)
    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=160)
    title_en = forms.CharField(label=_("title (English)"), max_length=160, required=False)
    purpose_zh = long_text(_("what it is about (Chinese)"))
    purpose_en = long_text(_("what it is about (English)"), required=False)
    due_on = day_field(_("to be answered by"))
    field_order = (*TEXT, "posts", "regions", "levels", "brands", "stations")

    def text(self, questions: Sequence[Question]) -> SurveyText:
        """Return what was typed, with the questions."""
        return SurveyText(**{name: self.cleaned_data[name] for name in TEXT}, questions=questions)


class QuestionForm(forms.Form):
    """One question."""

    zh = forms.CharField(label=_("question (Chinese)"), max_length=300)
    en = forms.CharField(label=_("question (English)"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=QuestionKind.choices)
    required = forms.BooleanField(label=_("has to be answered"), required=False)
    minimum = forms.CharField(label=_("at least"), max_length=20, required=False)
    maximum = forms.CharField(label=_("at most"), max_length=20, required=False)
    choices = forms.CharField(
        label=_("possibilities"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line: Chinese | English."),
    )

    def question(self) -> Question:
        """Return the question; its code is given by its place."""
        given = self.cleaned_data
        lines = [line.partition("|") for line in given["choices"].splitlines() if line.strip()]
        pairs = tuple((zh.strip(), en.strip()) for zh, _bar, en in lines)
        names = ("kind", "zh", "en", "required", "minimum", "maximum")
        return Question(code="", **{name: given[name] for name in names}, choices=pairs)


def row_of(question: Question) -> dict[str, Any]:
    """Return what a row shows at first for a question."""
    lines = [f"{zh} | {en}" if en else zh for zh, en in question.choices]
    return question.row() | {"choices": "\n".join(lines)}


QuestionFormSet = forms.formset_factory(QuestionForm, extra=1, can_delete=True, max_num=MOST_QUESTIONS)


class FillForm(forms.Form):
    """The form that the questions make. Whether an answer fits is decided by the action; a draft may leave everything open."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], held: Mapping[str, int], is_draft: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for place, one in enumerate(questions, 1):
            must = one.required and not is_draft and not held.get(one.code)
            self.fields[one.code] = _field(one, f"{place}. {one.words}", must)

    def given(self) -> dict[str, Any]:
        """Return the answers by code."""
        plain = {one.code: self.cleaned_data.get(one.code) for one in self.questions if one.kind != QuestionKind.FILE}
        asked = {one.code for one in self.questions if one.kind == QuestionKind.YES_NO}
        return {code: value == "yes" if code in asked and value else value for code, value in plain.items()}

    def uploads(self) -> dict[str, Sequence[Upload]]:
        """Return the files by code."""
        files = [one.code for one in self.questions if one.kind == QuestionKind.FILE]
        return {code: self.cleaned_data.get(code) or () for code in files}


def _field(one: Question, label: str, must: bool) -> forms.Field:
    if one.kind == QuestionKind.FILE:
        return FilesField(label=label, required=must)
    if one.kind in (QuestionKind.CHOICE, QuestionKind.YES_NO):
        choices = list(one.labels().items()) if one.kind == QuestionKind.CHOICE else list(YES_NO)
        return forms.ChoiceField(label=label, required=must, choices=[("", "–"), *choices])
    bounds = range_of(one)
    if one.kind == QuestionKind.NUMBER:
        return forms.DecimalField(label=label, required=must, help_text=bounds)
    if one.kind == QuestionKind.DATE:
        return day_field(label, required=must, help_text=bounds)
    return long_text(label, required=must, rows=3)


def typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows at first for answers that were saved."""
    words = {True: "yes", False: "no"}
    return {code: words[value] if isinstance(value, bool) else value for code, value in answers.items()}
