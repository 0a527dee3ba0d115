"""The clauses of an assessment standard, for form, page, comparison and API, and what makes one sound.

A new figure is a field of `standard.Standard` and a line here; a new indicator is a `Source` and its facts in `facts/`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import YES_NO, Book, Chapter, Clause, Kind, Table, number
from common.errors import Invalid
from common.text import Text
from network.scorecards.choices import Level, Source
from network.scorecards.standard import EXAMPLE, FULL, Grade, Indicator, Standard, standard_of


def _whole(low: int, high: int, words: Text) -> Kind:
    def field(**looks: Any) -> forms.Field:
        return forms.IntegerField(min_value=low, max_value=high, **looks)

    say: Callable[[Any], str] = lambda value: str(words) % {"n": value}  # noqa: E731  a kind holds functions
    return Kind(field, int, int, say)


DAYS, MINUTES, MONTHS = (
    _whole(1, 365, _("%(n)s days")),
    _whole(0, 600, _("%(n)s min")),
    _whole(1, 36, _("%(n)s months")),
)
SHARE = _whole(0, 100, _("%(n)s %%"))

CHAPTERS = (
    Chapter(
        "measuring",
        _("How it is measured"),
        (
            Clause("comeback_days", _("Fixed the first time: not back for the same component within (days)"), DAYS),
            Clause("rescue_slack_min", _("Rescue on time: driving time of the offer plus (min)"), MINUTES),
            Clause("audit_months", _("An audit counts for (months)"), MONTHS),
            Clause("training_months", _("A course counts for (months)"), MONTHS),
        ),
    ),
    Chapter(
        "card",
        _("How a card comes about"),
        (
            Clause(
                "spread_in_group",
                _("Weight without facts stays in its group first"),
                YES_NO,
                _("Otherwise it is spread over the whole card. It never counts as nought."),
            ),
            Clause("least_weight", _("No grade with facts for less than this share of the weight (%)"), SHARE),
            Clause("appeal_days", _("Days to appeal after publication"), DAYS),
            Clause("decide_days", _("Working days in which head office decides an appeal"), DAYS),
            Clause("months_in_row", _("A grade proposes a change after this many months running"), MONTHS),
        ),
    ),
)


class IndicatorForm(forms.Form):
    """An indicator."""

    source = forms.ChoiceField(label=_("Indicator"), choices=Source.choices)
    weight = forms.IntegerField(label=_("Weight (%)"), min_value=1, max_value=100)
    target = forms.FloatField(label=_("Full points at"))
    zero_at = forms.FloatField(label=_("No points at"))
    bands = forms.CharField(
        label=_("Or bands"),
        required=False,
        max_length=200,
        help_text=_("From value: points, such as 0: 100, 1: 70, 4: 0"),
    )
    can_appeal = forms.BooleanField(label=_("May be appealed"), required=False)

    def clean_bands(self) -> list[list[float]]:
        """Read the bands."""
        text = self.cleaned_data["bands"].replace("：", ":").replace("，", ",")
        try:
            return [[float(part) for part in one.split(":", 1)] for one in text.split(",") if one.strip()]
        except ValueError as error:
            raise forms.ValidationError(_("Write each band as value: points, with commas between.")) from error


class GradeForm(forms.Form):
    """A grade."""

    name = forms.CharField(label=_("Grade"), max_length=10)
    from_points = forms.FloatField(label=_("From (points)"), min_value=0, max_value=100)
    coefficient = forms.IntegerField(
        label=_("Proposes a labour coefficient (%)"), min_value=0, max_value=200, help_text=_("0: none")
    )
    level = forms.ChoiceField(label=_("Proposes a level"), choices=Level.choices, required=False)


def _bands(one: Indicator) -> str:
    return ", ".join(f"{number(start)}: {number(points)}" for start, points in one.bands)


def _indicator_shown(one: Indicator) -> dict[str, Any]:
    return {
        "source": one.source, "weight": one.weight, "target": one.target, "zero_at": one.zero_at, "bands": _bands(one),
        "can_appeal": one.can_appeal,
    }  # fmt: skip


def _indicator_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in ("source", "weight", "target", "zero_at", "bands", "can_appeal")]


def _indicator_words(row: int, one: Indicator) -> tuple[str, str]:
    if one.bands:
        scale = now_("bands %(bands)s") % {"bands": _bands(one)}
    else:
        scale = now_("full points at %(full)s, none at %(none)s") % {
            "full": number(one.target),
            "none": number(one.zero_at),
        }
    appeal = now_("may be appealed") if one.can_appeal else now_("no appeal")
    told = now_("weight %(weight)s %%; %(scale)s; %(appeal)s")
    return str(Source(one.source).label), told % {"weight": one.weight, "scale": scale, "appeal": appeal}


def _grade_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row["name"].strip(), row["from_points"], row["coefficient"], row["level"]]


def _grade_words(row: int, one: Grade) -> tuple[str, str]:
    told = [now_("from %(n)s points") % {"n": number(one.from_points)}]
    if one.coefficient:
        told.append(now_("proposes coefficient %(n)s") % {"n": f"{one.coefficient / 100:.2f}"})
    if one.level:
        told.append(now_("proposes level %(level)s") % {"level": one.level})
    return now_("Grade %(name)s") % {"name": one.name}, "; ".join(told)


TABLES = (
    Table("indicators", _("Indicators"), IndicatorForm, _indicator_shown, _indicator_stored, _indicator_words),
    Table(
        "grades",
        _("Grades"),
        GradeForm,
        lambda one: {
            "name": one.name,
            "from_points": one.from_points,
            "coefficient": one.coefficient,
            "level": one.level,
        },
        _grade_stored,
        _grade_words,
    ),
)


def check_standard(standard: Standard) -> None:
    """Raise Invalid unless weights make 100, each source is known and named once, every scale can be read and every card gets a grade."""
    sources = [one.source for one in standard.indicators]
    unknown = [one for one in sources if one not in Source]
    if unknown:
        raise Invalid(_("No facts are known for: %(names)s") % {"names": ", ".join(unknown)}, field="indicators")
    if len(set(sources)) != len(sources):
        raise Invalid(_("Each indicator may stand on the standard once."), field="indicators")
    weights = [one.weight for one in standard.indicators]
    if min(weights, default=0) <= 0 or sum(weights) != int(FULL):
        raise Invalid(
            _("The weights must add up to 100; they make %(sum)s.") % {"sum": sum(weights)}, field="indicators"
        )
    for one in standard.indicators:
        _check_scale(one)
    _check_grades(standard.grades)


def _check_scale(one: Indicator) -> None:
    label = Source(one.source).label
    starts = [start for start, _points in one.bands]
    if len(set(starts)) != len(starts) or any(not 0 <= points <= FULL for _start, points in one.bands):
        raise Invalid(
            _("%(name)s: bands begin at different values and give 0 to 100 points.") % {"name": label},
            field="indicators",
        )
    if not one.bands and one.target == one.zero_at:
        raise Invalid(
            _("%(name)s: full points and no points can't be at the same value.") % {"name": label}, field="indicators"
        )


def _check_grades(grades: Sequence[Grade]) -> None:
    names, starts = [one.name for one in grades], [one.from_points for one in grades]
    if len(set(names)) != len(names) or len(set(starts)) != len(starts) or not all(names):
        raise Invalid(_("Grades need different names and begin at different points."), field="grades")
    if 0 not in starts or any(not 0 <= one <= FULL for one in starts):
        raise Invalid(_("One grade must begin at 0, so that every card has one."), field="grades")
    if any(one.level not in Level or not 0 <= one.coefficient <= 200 for one in grades):
        raise Invalid(_("A grade proposes a level and a coefficient that there are."), field="grades")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, standard_of, check_standard)
