"""Forms of a policy draft: its head, and for each chapter the single figures and the rows of its tables, made from the chapter itself."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.policy.chapters import Chapter, Table
from billing.policy.chapters.fields import Code, Codes, Field, Pick
from billing.policy.models import PolicyVersion
from billing.policy.policies import ANY
from billing.policy.selectors import known_codes
from common.pages.moments import DayField

ROWS_AT_MOST = 3000
DATALISTS = ("model", "component", "region", "level")


class HeadForm(forms.Form):
    """Label, date and purpose of a version."""

    label = forms.CharField(label=_("Version"), max_length=40)
    effective_from = DayField(
        label=_("In force from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    summary = forms.CharField(
        label=_("What changes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CheckedCodes:
    """Refuses codes that neither the catalogue nor the version knew, each beside its field."""

    wanted: Mapping[str, frozenset[str]] = {}

    def has_changed(self) -> bool:
        """Tell whether somebody filled the row: what equals the version's old row at this place counts too, as when it came from a file."""
        fields: dict[str, forms.Field] = {name: field for name, field in self.fields.items() if name != "DELETE"}  # type: ignore[attr-defined]
        typed = {name: self.data.get(self.add_prefix(name)) for name in fields}  # type: ignore[attr-defined]
        return any(typed[name] not in (None, "", field.initial) for name, field in fields.items())

    def clean(self) -> dict[str, Any]:
        """Check each code against its list."""
        cleaned: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        for name, known in self.wanted.items():
            strange = [code for code in _codes(cleaned.get(name)) if code != ANY and code not in known]
            if strange:
                message = _("“%(code)s” is not in the catalogue.")
                self.add_error(name, forms.ValidationError(message, params={"code": strange[0]}))  # type: ignore[attr-defined]
        return cleaned


def _codes(value: Any) -> list[str]:
    if isinstance(value, str):
        return [code.strip() for code in value.replace("，", ",").replace("、", ",").split(",") if code.strip()]
    return list(value or ())


def form_class_of(chapter: Chapter, content: Mapping[str, Any]) -> type[forms.Form]:
    """Return the form of a chapter's single figures; a chapter of tables only has an empty one."""
    fields = chapter.figures.fields if chapter.figures else ()
    return _made("ChapterForm", fields, content)


def formset_class_of(table: Table, content: Mapping[str, Any]) -> type[forms.BaseFormSet]:
    """Return the rows of a table."""
    row = _made("RowForm", table.fields, content)
    return forms.formset_factory(
        row,
        extra=0,
        min_num=table.at_least,
        validate_min=bool(table.at_least),
        can_delete=True,
        max_num=ROWS_AT_MOST,
    )


def _made(name: str, fields: Any, content: Mapping[str, Any]) -> type[forms.Form]:
    made: dict[str, Any] = {field.name: _form_field(field) for field in fields}
    sources = {field.name: field.source for field in fields if isinstance(field, Code | Codes) and field.source}
    made["wanted"] = {name: known_codes(source, content) for name, source in sources.items()}
    return type(name, (CheckedCodes, forms.Form), made)


def _form_field(field: Field) -> forms.Field:
    found = field.form_field()
    if isinstance(field, Code) and field.source in DATALISTS:
        found.widget.attrs["list"] = f"known-{field.source}"
    if isinstance(field, Code) and field.wild:
        found.initial = ANY
    if isinstance(field, Pick):
        found.initial = field.options()[0][0]
    return found


def figures_of(chapter: Chapter, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows of a chapter's single figures; what an older version does not say is shown as it counts."""
    if chapter.figures is None:
        return {}
    values = content.get(chapter.figures.name) or {}
    usual = chapter.figures.usual()
    found = {field: values.get(field.name, usual.get(field.name)) for field in chapter.figures.fields}
    return {field.name: field.shown(value) for field, value in found.items() if value is not None}


def rows_of(table: Table, within: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the rows of a table show."""
    holder = content.get(within) or {} if within else content
    usual = table.usual()
    return [
        {field.name: field.shown(value) for field in table.fields if (value := row.get(field.name, usual.get(field.name))) is not None}
        for row in holder.get(table.name, [])
    ]  # fmt: skip


def content_with(
    version: PolicyVersion, chapter: Chapter, figures: Mapping[str, Any], rows: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the version's clauses with one chapter as typed."""
    content: dict[str, Any] = deepcopy(version.content)
    if chapter.figures:
        typed = {field.name: field.json(figures[field.name]) for field in chapter.figures.fields}
        content[chapter.figures.name] = (content.get(chapter.figures.name) or {}) | typed
    for within, table in chapter.every_table():
        holder = content[within] if within else content
        holder[table.name] = [
            {field.name: field.json(row[field.name]) for field in table.fields} for row in kept(rows[table.name])
        ]
    return content


def kept(forms_: Any) -> list[dict[str, Any]]:
    """Return the rows of a valid formset that are not struck out."""
    rows = [dict(form.cleaned_data) for form in forms_.forms if form.cleaned_data]
    return [row for row in rows if not row.pop("DELETE", False)]
