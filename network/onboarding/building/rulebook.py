"""The clauses of the building rules, for form, page, comparison and API. A new figure is a field of `policies.Policy` and a line here."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from audit.certification.choices import CertificateScope
from billing.policy.rulebook.book import WORKING_DAYS, Book, Chapter, Clause, Kind, Table
from common.errors import Invalid
from network.onboarding.building.choices import BuildingError, WeekFact
from network.onboarding.building.policies import (
    EXAMPLE,
    MOST_PHOTOS,
    ItemRule,
    Policy,
    PostRule,
    WeekRule,
    policy_of,
)
from network.onboarding.choices import Level

MOST_PEOPLE = 50
POINTS = Kind(
    lambda **looks: forms.IntegerField(min_value=1, max_value=100, **looks),
    lambda value: value,
    lambda typed: typed,
    lambda value: now_("%(n)s of 100 points") % {"n": value},
)
DAYS = Kind(
    lambda **looks: forms.IntegerField(min_value=1, max_value=60, **looks),
    lambda value: value,
    lambda typed: typed,
    lambda value: now_("%(n)s days") % {"n": value},
)
CHAPTERS = (
    Chapter(
        "image",
        _("Photos of the image checklist"),
        (
            Clause("judge_days", _("Photos are judged within (working days)"), WORKING_DAYS),
            Clause(
                "mend_days",
                _("What was rejected is photographed again within (working days)"),
                WORKING_DAYS,
                _("At least until the day by which the site is to be built."),
            ),
        ),
    ),
    Chapter(
        "rectification",
        _("Rectification after the acceptance visit"),
        (
            Clause("rectify_days", _("What failed is put right within (working days)"), WORKING_DAYS),
            Clause("revisit_days", _("What was put right is visited again within (working days)"), WORKING_DAYS),
        ),
    ),
    Chapter(
        "signature",
        _("Electronic signature"),
        (Clause("sign_days", _("An agreement is signed by both sides within (working days)"), WORKING_DAYS),),
    ),
    Chapter("exam", _("Exam of key posts"), (Clause("pass_points", _("Passed from (points of 100)"), POINTS),)),
    Chapter(
        "first_week",
        _("First week after the opening"),
        (
            Clause(
                "first_week_days",
                _("Its items are done within (days)"),
                DAYS,
                _("Calendar days from the opening; the last one counts whole."),
            ),
        ),
    ),
)


class ItemForm(forms.Form):
    """One item of the checklist."""

    code = forms.SlugField(label=_("Short name"), max_length=30)
    title_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    title_en = forms.CharField(label=_("English name"), max_length=120)
    levels = forms.MultipleChoiceField(
        label=_("Levels"), choices=[(one.value, one.value) for one in Level], widget=forms.CheckboxSelectMultiple
    )
    photos = forms.IntegerField(label=_("Photos at least"), min_value=1, max_value=MOST_PHOTOS, initial=1)


def _item_shown(item: ItemRule) -> dict[str, Any]:
    names = {"code": item.code, "title_zh": item.title_zh, "title_en": item.title_en}
    return names | {"levels": list(item.levels), "photos": item.photos}


def _item_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row["code"], row["title_zh"], row["title_en"], "".join(sorted(row["levels"])), row["photos"]]


def _item_words(row: int, item: ItemRule) -> tuple[str, str]:
    given = {"levels": ", ".join(item.levels), "photos": item.photos}
    return f"{item.title_zh} / {item.title_en}", now_("levels %(levels)s, photos: %(photos)d") % given


class PostForm(forms.Form):
    """One key post."""

    code = forms.SlugField(label=_("Short name"), max_length=30)
    title_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    title_en = forms.CharField(label=_("English name"), max_length=120)
    a = forms.IntegerField(label=_("People at level A"), min_value=0, max_value=MOST_PEOPLE, initial=1)
    b = forms.IntegerField(label=_("People at level B"), min_value=0, max_value=MOST_PEOPLE, initial=1)
    c = forms.IntegerField(label=_("People at level C"), min_value=0, max_value=MOST_PEOPLE, initial=1)
    scope = forms.ChoiceField(
        label=_("Scope of the certificate"), choices=[("", "—"), *CertificateScope.choices], required=False
    )


def _post_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in ("code", "title_zh", "title_en", "a", "b", "c", "scope")]


def _post_words(row: int, post: PostRule) -> tuple[str, str]:
    people = now_("people at level A %(a)d, B %(b)d, C %(c)d") % {"a": post.a, "b": post.b, "c": post.c}
    return f"{post.title_zh} / {post.title_en}", people


class WeekForm(forms.Form):
    """One item of the first week."""

    code = forms.SlugField(label=_("Short name"), max_length=30)
    title_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    title_en = forms.CharField(label=_("English name"), max_length=120)
    levels = forms.MultipleChoiceField(
        label=_("Levels"), choices=[(one.value, one.value) for one in Level], widget=forms.CheckboxSelectMultiple
    )
    fact = forms.ChoiceField(
        label=_("Ticks itself by"),
        choices=[("", _("nothing: the office ticks it")), *WeekFact.choices],
        required=False,
    )


def _week_shown(item: WeekRule) -> dict[str, Any]:
    return asdict(item) | {"levels": list(item.levels)}


def _week_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row["code"], row["title_zh"], row["title_en"], "".join(sorted(row["levels"])), row["fact"]]


def _week_words(row: int, item: WeekRule) -> tuple[str, str]:
    fact = WeekFact(item.fact).label if item.fact else now_("ticked by the office")
    return f"{item.title_zh} / {item.title_en}", f"{', '.join(item.levels)} · {fact}"


TABLES = (
    Table("items", _("Image checklist"), ItemForm, _item_shown, _item_stored, _item_words),
    Table("posts", _("Key posts"), PostForm, asdict, _post_stored, _post_words),
    Table("first_week", _("First week"), WeekForm, _week_shown, _week_stored, _week_words),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for a checklist that can't be followed."""
    codes = [item.code for item in policy.items]
    if not codes or len(set(codes)) != len(codes):
        message = _("The checklist needs items, each with a short name of its own.")
        raise Invalid(message, code=BuildingError.RULES, field="items")
    for item in policy.items:
        if not (set(item.levels) <= set(Level.values) and item.levels and 1 <= item.photos <= MOST_PHOTOS):
            sentence = _("%(item)s: levels and number of photos can't be.") % {"item": item.title_zh}
            raise Invalid(sentence, code=BuildingError.RULES, field="items")
    for post in policy.posts:
        counts = (post.a, post.b, post.c)
        if not all(0 <= one <= MOST_PEOPLE for one in counts) or post.scope not in ("", *CertificateScope.values):
            sentence = _("%(post)s: number of people or scope can't be.") % {"post": post.title_zh}
            raise Invalid(sentence, code=BuildingError.RULES, field="posts")
    if len({post.code for post in policy.posts}) != len(policy.posts):
        raise Invalid(_("Each key post needs a short name of its own."), code=BuildingError.RULES, field="posts")
    if len({item.code for item in policy.first_week}) != len(policy.first_week):
        message = _("Each item of the first week needs a short name of its own.")
        raise Invalid(message, code=BuildingError.RULES, field="first_week")
    for one in policy.first_week:
        if not one.levels or not set(one.levels) <= set(Level.values) or one.fact not in ("", *WeekFact.values):
            sentence = _("%(item)s: levels or what it ticks itself by can't be.") % {"item": one.title_zh}
            raise Invalid(sentence, code=BuildingError.RULES, field="first_week")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
