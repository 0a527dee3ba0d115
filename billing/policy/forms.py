"""The form of a policy draft: single figures as fields, coverage, exclusions and distance bands as rows."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.policy.models import PolicyVersion
from common.money import to_decimal, to_minor

FIGURES = {
    "rate": ("labour", "rate_minor_per_hour"),
    "minimum": ("outbound", "minimum_minor"),
    "waived_below": ("old_parts", "waived_below_minor"),
    "fee": ("first_maintenance", "fee_minor"),
    "automatic_limit": ("limits", "automatic_limit_minor"),
}
PERCENTS = {
    "markup_percent": ("parts", "markup_percent"),
    "night_percent": ("outbound", "night_percent"),
    "over_distance_percent": ("outbound", "over_distance_percent"),
}
COUNTS = {
    "return_days": ("old_parts", "return_days"),
    "first_months": ("first_maintenance", "months"),
    "first_km": ("first_maintenance", "mileage_km"),
    "repeat_days": ("limits", "repeat_days"),
    "entry_days": ("limits", "entry_days"),
    "appeal_days": ("limits", "appeal_days"),
}


def amount(label: Any) -> forms.DecimalField:
    """Return a field for an amount of money."""
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=12, decimal_places=2)


def percent(label: Any) -> forms.DecimalField:
    """Return a field for a percentage."""
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=Decimal(1000), max_digits=6, decimal_places=2
    )


def count(label: Any, least: int = 0) -> forms.IntegerField:
    """Return a field for a whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=10_000_000)


class PolicyForm(forms.Form):
    """The single figures of a version."""

    label = forms.CharField(label=_("Version"), max_length=40)
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    summary = forms.CharField(
        label=_("What changes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    rate = amount(_("Price of an hour"))
    markup_percent = percent(_("Mark-up on parts (%)"))
    night_percent = percent(_("Outbound at night (%)"))
    minimum = amount(_("Outbound fee at least"))
    over_distance_percent = percent(_("Tolerance above the expected distance (%)"))
    return_days = count(_("Old parts back within (days)"), 1)
    waived_below = amount(_("Old parts not wanted back below"))
    fee = amount(_("First maintenance, fixed fee"))
    first_months = count(_("First maintenance within (months)"))
    first_km = count(_("First maintenance within (km)"))
    repeat_days = count(_("Repeats are the station's within (days)"))
    entry_days = count(_("Claims handed in within (days)"), 1)
    appeal_days = count(_("Appeal within (days)"), 1)
    automatic_limit = amount(_("Quick decision up to"))
    groups = (
        (_("Version"), ("label", "effective_from", "summary")),
        (_("Rates"), ("rate", "markup_percent")),
        (_("Outbound drives"), ("night_percent", "minimum", "over_distance_percent")),
        (_("Old parts"), ("return_days", "waived_below")),
        (_("First maintenance"), ("fee", "first_months", "first_km")),
        (_("Periods and limits"), ("repeat_days", "entry_days", "appeal_days", "automatic_limit")),
    )


class CoverageForm(forms.Form):
    """One line of coverage; `*` stands for any model or component."""

    clause = forms.CharField(label=_("Clause"), max_length=20)
    model = forms.CharField(label=_("Model"), max_length=20, initial="*")
    component = forms.CharField(label=_("Component"), max_length=12, initial="*")
    months = count(_("Months"))
    mileage_km = count(_("Mileage (km)"))


class ExclusionForm(forms.Form):
    """One excluded component."""

    clause = forms.CharField(label=_("Clause"), max_length=20)
    component = forms.CharField(label=_("Component"), max_length=12)
    reason_zh = forms.CharField(label=_("Reason (Chinese)"), max_length=120)
    reason_en = forms.CharField(label=_("Reason (English)"), max_length=120)


class BandForm(forms.Form):
    """One distance band; leave the limit of the last one empty."""

    up_to_km = forms.IntegerField(label=_("Up to (km)"), min_value=1, max_value=100_000, required=False)
    rate = amount(_("Rate per km"))


CoverageForms = forms.formset_factory(CoverageForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=200)
ExclusionForms = forms.formset_factory(ExclusionForm, extra=0, can_delete=True, max_num=200)
BandForms = forms.formset_factory(BandForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=20)


def initial_of(version: PolicyVersion) -> dict[str, Any]:
    """Return what the form shows of a version's single figures."""
    content = version.content
    figures = {name: to_decimal(content[part][key]) for name, (part, key) in FIGURES.items()}
    rest = {name: content[part][key] for name, (part, key) in {**PERCENTS, **COUNTS}.items()}
    return (
        {"label": version.label, "effective_from": version.effective_from, "summary": version.summary} | figures | rest
    )


def rows_of(version: PolicyVersion, name: str) -> list[dict[str, Any]]:
    """Return what a formset shows of a version."""
    if name == "bands":
        bands = version.content["outbound"]["bands"]
        return [{"up_to_km": band["up_to_km"], "rate": to_decimal(band["rate_minor_per_km"])} for band in bands]
    return list(version.content[name])


def content_of(form: PolicyForm, rows: dict[str, Any], before: PolicyVersion) -> dict[str, Any]:
    """Return the clauses as typed; clause numbers of the single figures stay those of the version begun from."""
    given, content = form.cleaned_data, deepcopy(before.content)
    for name, (part, key) in FIGURES.items():
        content[part][key] = to_minor(given[name])
    for name, (part, key) in PERCENTS.items():
        content[part][key] = str(given[name])
    for name, (part, key) in COUNTS.items():
        content[part][key] = given[name]
    content["outbound"]["bands"] = [
        {"up_to_km": row["up_to_km"], "rate_minor_per_km": to_minor(row["rate"])} for row in kept(rows["bands"])
    ]
    return {**content, **{name: _merged(content[name], kept(rows[name])) for name in ("coverage", "exclusions")}}


def _merged(before: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what the form does not ask for, such as a line's usage and region."""
    known = {(row.get("model"), row["component"], row["clause"]): row for row in before}
    return [known.get((row.get("model"), row["component"], row["clause"]), {}) | row for row in rows]


def kept(forms_: Any) -> list[dict[str, Any]]:
    """Return the rows of a valid formset that are not struck out."""
    rows = [dict(form.cleaned_data) for form in forms_.forms if form.cleaned_data]
    return [row for row in rows if not row.pop("DELETE", False)]
