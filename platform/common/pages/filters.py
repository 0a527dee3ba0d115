"""Filters of lists, shared by pages and API: one class says what may be asked for, both understand the same words."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.pages.searching import matching, matching_plainly

WORDS = 5


def understood(data: Any) -> QueryDict:
    """Return the query in filter names: the API's `created[gte]=…` is `created__gte`, `status=in:a,b` two values."""
    query = QueryDict(mutable=True)
    for key, values in getattr(data, "lists", lambda: [(k, [v]) for k, v in data.items()])():
        name = key.replace("[", "__").replace("]", "")
        query.setlist(name, [part for value in values for part in _values(value)])
    return query


def _values(value: Any) -> list[Any]:
    text = str(value)
    return [part for part in text[3:].split(",") if part] if text.startswith("in:") else [value]


class RecordFilter(django_filters.FilterSet):
    """The base of all filters. `search` names the lookups that the quick-search box `q` tries, any of which may match.

    `quick` names the filters shown in the bar at once; the others are below "More filters".
    """

    search: ClassVar[tuple[str, ...]] = ()
    is_common = False  # the search is for one word, which far more rows of the table hold than anybody pages through
    by_day = ""  # the field of the days that the filter is narrowed to, by which its rows are then sorted
    quick: ClassVar[tuple[str, ...]] = ()
    q = django_filters.CharFilter(method="find", label=_("Search in this list"))

    class Meta:
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, queryset: Any = None, **extra: Any) -> None:
        super().__init__(understood(data or {}), queryset, **extra)
        if not self.search:
            self.filters.pop("q", None)
        for one in self.filters.values():
            one.label = capfirst(one.label)  # a box's name begins like a column's
            _call_blank(one)

    def find(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows in which each word matches one of the `search` lookups."""
        found = [matching(rows.model, self.search, word) for word in value.split()[:WORDS]]
        self.is_common = len(found) == 1 and found[0].is_common
        return rows.filter(*(one.condition for one in found))

    def find_plainly(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The same, looking at each row: what `find` falls back on for a word that most rows hold."""
        for word in value.split()[:WORDS]:
            rows = rows.filter(matching_plainly(self.search, word))
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter; a list in its usual order that is narrowed to some days is put in the order of those days, latest first.

        It is what one looks for then, and an index gives it: by age, the database would walk through years of newer rows first.
        """
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        days = [
            one.field_name
            for name, one in self.filters.items()
            if isinstance(one, django_filters.DateFromToRangeFilter) and self.form.cleaned_data.get(name)
        ]
        if not days or rows.query.order_by:
            return rows
        self.by_day = days[0]
        return rows.order_by(f"-{self.by_day}", "-pk")

    def active(self) -> list[tuple[str, Any, str]]:
        """Return (name, label, value as text) of each filter in force, for the chips."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else getattr(self.form, "cleaned_data", {})
        used = [(name, value) for name, value in cleaned.items() if value not in (None, "", [], ()) and name != "q"]
        return [(name, self.filters[name].label, self._words(name, value)) for name, value in used if _counts(value)]

    def _words(self, name: str, value: Any) -> str:
        choices = dict(_flat(getattr(self.form.fields[name], "choices", ())))
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, slice):
            return f"{value.start or '…'} – {value.stop or '…'}"
        many = value if isinstance(value, (list, tuple, QuerySet)) else [value]
        return ", ".join(str(choices.get(str(getattr(one, "pk", one)), one)) for one in many)


def _call_blank(one: Any) -> None:
    """Let the empty choice of a select say what it is: there is no room for a label in the bar."""
    if isinstance(one, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
        one.extra["empty_label"] = one.label


def _counts(value: Any) -> bool:
    return not isinstance(value, QuerySet) or bool(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    if isinstance(choices, forms.models.ModelChoiceIterator):
        return []
    pairs: list[tuple[str, Any]] = []
    for value, label in choices:
        pairs += _flat(label) if isinstance(label, (list, tuple)) else [(str(value), label)]
    return pairs


class CodeFilter(django_filters.CharFilter):
    """The record that a code names, in any case. The code is looked up first: joined, a list would be searched for rows of all codes."""

    def __init__(self, field_name: str, code: str = "code", **extra: Any) -> None:
        super().__init__(field_name, **extra)
        self.code = code

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows that belong to the record with this code."""
        if not value:
            return qs
        named = qs.model._meta.get_field(self.field_name).related_model._default_manager
        keys = list(named.filter(**{f"{self.code}__iexact": value.strip()}).values_list("pk", flat=True)[:2])
        return qs.filter(**{f"{self.field_name}__in": keys})


def day_range(**extra: Any) -> django_filters.DateFromToRangeFilter:
    """Return a from-to filter with two date boxes."""
    widget = django_filters.widgets.DateRangeWidget(attrs={"type": "date"})
    return django_filters.DateFromToRangeFilter(widget=widget, **extra)


def choice(choices: Any, **extra: Any) -> django_filters.MultipleChoiceFilter:
    """Return a filter by any of several choices. It never doubles a row, so it asks for no DISTINCT, which would sort all columns of all rows."""
    return django_filters.MultipleChoiceFilter(choices=choices, **({"distinct": False} | extra))
