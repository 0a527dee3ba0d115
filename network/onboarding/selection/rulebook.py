"""The clauses of the selection standard, for form, page, comparison and API. A new figure is a field of `policies.Policy` and a line here."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import Book, Chapter, Clause, Kind, Table
from common.errors import Invalid
from network.onboarding.choices import UNDER_WAY, OnboardingError
from network.onboarding.policies import NEXT_STEP
from network.onboarding.selection.policies import EXAMPLE, Criterion, Policy, policy_of

MOST_POINTS, MOST_DAYS, MOST_CRITERIA = 100, 250, 30
CODE = re.compile(r"[a-z][a-z0-9_-]{0,29}")
TAKEN = {"comment", "seen", "form_token"}  # fields of the scorecard's own form


def _whole(low: int, high: int) -> Any:
    return lambda **looks: forms.IntegerField(min_value=low, max_value=high, **looks)


def _same(value: Any) -> Any:
    return value


MARK = Kind(_whole(1, 100), _same, _same, lambda value: f"{value} %")
YEARS = Kind(_whole(1, 10), _same, _same, str)
DAYS = Kind(
    _whole(0, MOST_DAYS),
    _same,
    _same,
    lambda value: now_("%(n)s working days") % {"n": value} if value else now_("no limit"),
)
CHAPTERS = (
    Chapter(
        "mark",
        _("Selection and term"),
        (
            Clause("pass_percent", _("Selected from (% of all points)"), MARK),
            Clause("agreement_years", _("Usual term of the agreement (years)"), YEARS),
        ),
    ),
    Chapter(
        "limits",
        _("Limits of the steps (working days; 0 sets none)"),
        tuple(Clause(f"{step.value}_days", NEXT_STEP[step], DAYS) for step in UNDER_WAY),
    ),
)


class CriterionForm(forms.Form):
    """One criterion of the scorecard."""

    code = forms.SlugField(label=_("Short name"), max_length=30)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    points = forms.IntegerField(label=_("Points at most"), min_value=1, max_value=MOST_POINTS)


def _stored(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in ("code", "name_zh", "name_en", "points")]


def _words(row: int, one: Criterion) -> tuple[str, str]:
    return f"{one.name_zh} / {one.name_en}", now_("0 to %(most)d points") % {"most": one.points}


TABLES = (
    Table("criteria", _("Criteria of the scorecard"), CriterionForm, asdict, _stored, _words, most=MOST_CRITERIA),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for a scorecard that can't be filled in."""
    codes = [one.code for one in policy.criteria]
    if not codes or len(set(codes)) != len(codes):
        message = _("The scorecard needs criteria, each with a short name of its own.")
        raise Invalid(message, code=OnboardingError.STANDARD, field="criteria")
    for one in policy.criteria:
        if not CODE.fullmatch(one.code) or one.code in TAKEN:
            sentence = _(
                "%(code)s can't be a short name: it begins with a small letter, then come letters, digits, - and _."
            )
            raise Invalid(sentence % {"code": one.code or "–"}, code=OnboardingError.STANDARD, field="criteria")
        if not (one.name_zh.strip() and one.name_en.strip() and 1 <= one.points <= MOST_POINTS):
            sentence = _("%(code)s: it needs a name in both languages, and 1 to 100 points.")
            raise Invalid(sentence % {"code": one.code}, code=OnboardingError.STANDARD, field="criteria")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
