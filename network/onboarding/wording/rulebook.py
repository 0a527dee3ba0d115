"""Clauses and annexes of the agreement, for form, page, comparison and API."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import MOST_ROWS, Book, Table
from common.errors import Invalid
from network.onboarding.choices import OnboardingError
from network.onboarding.wording.policies import EXAMPLE, PLACEHOLDERS, Passage, Policy, policy_of, unknown_in

MOST_CLAUSES = 40
LONGEST = {"title_zh": 120, "title_en": 120, "text_zh": 5_000, "text_en": 8_000}  # characters
BRACED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


class PassageForm(forms.Form):
    """One clause or annex."""

    title_zh = forms.CharField(label=_("Chinese title"), max_length=LONGEST["title_zh"])
    title_en = forms.CharField(label=_("English title"), max_length=LONGEST["title_en"])
    text_zh = forms.CharField(
        label=_("Chinese text"), max_length=LONGEST["text_zh"], widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=_("English text"), max_length=LONGEST["text_en"], widget=forms.Textarea(attrs={"rows": 5})
    )


def _stored(row: Mapping[str, Any]) -> list[str]:
    return [row[name] for name in ("title_zh", "title_en", "text_zh", "text_en")]


def _words(row: int, passage: Passage) -> tuple[str, str]:
    return f"{passage.title_zh} / {passage.title_en}", f"{passage.text_zh} / {passage.text_en}"


TABLES = (
    Table("clauses", _("Clauses"), PassageForm, asdict, _stored, _words, most=MOST_CLAUSES),
    Table("annexes", _("Annexes"), PassageForm, asdict, _stored, _words),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for words that can't be put on paper, naming a placeholder that nobody knows."""
    if not policy.clauses:
        raise Invalid(_("An agreement needs at least one clause."), code=OnboardingError.WORDING, field="clauses")
    for name, most in (("clauses", MOST_CLAUSES), ("annexes", MOST_ROWS)):
        passages = getattr(policy, name)
        if len(passages) > most:
            raise Invalid(_("At most %(most)d passages.") % {"most": most}, code=OnboardingError.WORDING, field=name)
        for passage in passages:
            _check_passage(name, passage)


def _check_passage(name: str, passage: Passage) -> None:
    if not all(text.strip() for text in asdict(passage).values()):
        sentence = _("%(title)s: title and text are needed in both languages.")
        raise Invalid(sentence % {"title": _called(passage)}, code=OnboardingError.WORDING, field=name)
    if any(len(getattr(passage, part)) > most for part, most in LONGEST.items()):
        sentence = _(
            "%(title)s: a title has at most 120 characters, a text at most 5,000 in Chinese and 8,000 in English."
        )
        raise Invalid(sentence % {"title": _called(passage)[:40]}, code=OnboardingError.WORDING, field=name)
    unknown = next(unknown_in(passage), None)
    if unknown is not None:
        sentence = _("%(title)s: there is no placeholder “%(name)s”. These can be used: %(known)s.")
        given = {"title": _called(passage), "name": unknown, "known": BRACED}
        raise Invalid(sentence % given, code=OnboardingError.WORDING, field=name)


def _called(passage: Passage) -> str:
    return passage.title_zh or passage.title_en or "–"


BOOK = Book((), TABLES, EXAMPLE, policy_of, _check)
