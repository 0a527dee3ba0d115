"""A script as rows of a form: a row for each question, and one for each answer."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.hotline.choices import Capability, Safety, Urgency
from network.hotline.triage.script import Option, Question, Script, Words

SEPARATOR = re.compile(r"\s*[,，、;；]\s*")


class QuestionForm(forms.Form):
    """One question."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    zh = forms.CharField(label=_("Chinese"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)


class AnswerForm(forms.Form):
    """One answer of a question; the order of the rows is the order of the keys."""

    question = forms.SlugField(label=_("Question's code"), max_length=20)
    zh = forms.CharField(label=_("Chinese"), max_length=120)
    en = forms.CharField(label=_("English"), max_length=120)
    go = forms.SlugField(label=_("Then ask (code)"), max_length=20, required=False)
    needs = forms.MultipleChoiceField(label=_("Needs"), choices=Capability.choices, required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=[("", "—"), *Urgency.choices], required=False)
    safety = forms.ChoiceField(label=_("Safety"), choices=[("", "—"), *Safety.choices], required=False)
    parts_zh = forms.CharField(label=_("Parts likely needed (Chinese)"), max_length=200, required=False)
    parts_en = forms.CharField(label=_("Parts likely needed (English)"), max_length=200, required=False)
    tell_zh = forms.CharField(label=_("Read to the driver (Chinese)"), max_length=300, required=False)
    tell_en = forms.CharField(label=_("Read to the driver (English)"), max_length=300, required=False)


def as_questions(script: Script) -> list[dict[str, Any]]:
    """Return the questions as they are typed."""
    return [{"code": one.code, "zh": one.ask.zh, "en": one.ask.en} for one in script]


def as_answers(script: Script) -> list[dict[str, Any]]:
    """Return the answers as they are typed."""
    return [
        {
            "question": question.code,
            "zh": option.say.zh,
            "en": option.say.en,
            "go": option.go,
            "needs": list(option.needs),
            "urgency": option.urgency,
            "safety": option.safety,
            "parts_zh": "、".join(part.zh for part in option.parts),
            "parts_en": ", ".join(part.en for part in option.parts),
            "tell_zh": option.tell.zh,
            "tell_en": option.tell.en,
        }
        for question in script
        for option in question.options
    ]


def put_together(questions: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> Script:
    """Return the script that was typed; an answer of a question that is not there falls away."""
    return tuple(
        Question(
            row["code"],
            Words(row["zh"], row["en"]),
            tuple(_option(one) for one in answers if one["question"] == row["code"]),
        )
        for row in questions
    )


def _option(row: dict[str, Any]) -> Option:
    return Option(
        Words(row["zh"], row["en"]),
        row["go"],
        Words(row["tell_zh"], row["tell_en"]),
        tuple(row["needs"]),
        _parts(row["parts_zh"], row["parts_en"]),
        row["urgency"],
        row["safety"],
    )


def _parts(zh: str, en: str) -> tuple[Words, ...]:
    """Pair the names; one that is missing in a language is called as in the other."""
    pairs = zip_longest(*([one for one in SEPARATOR.split(text) if one] for text in (zh, en)), fillvalue="")
    return tuple(Words(chinese or english, english or chinese) for chinese, english in pairs)
