"""The clauses of the building rules, for form, page, comparison and API. A new figure is a field of `policies.Policy` and a line here."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import Book, Chapter, Clause, Kind, Table
from common.errors import Invalid
from network.onboarding.building.choices import BuildingError
from network.onboarding.building.policies import EXAMPLE, MOST_PHOTOS, ItemRule, Policy, policy_of
from network.onboarding.choices import Level

DAYS = Kind(
    lambda **looks: forms.IntegerField(min_value=1, max_value=60, **looks),
    lambda value: value,
    lambda typed: typed,
    lambda value: now_("%(n)s working days") % {"n": value},
)
CHAPTERS = (
    Chapter(
        "image",
        _("Photos of the image checklist"),
        (
            Clause("judge_days", _("Photos are judged within (working days)"), DAYS),
            Clause(
                "mend_days",
                _("What was rejected is photographed again within (working days)"),
                DAYS,
                _("At least until the day by which the site is to be built."),
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


TABLES = (Table("items", _("Image checklist"), ItemForm, _item_shown, _item_stored, _item_words),)


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


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
