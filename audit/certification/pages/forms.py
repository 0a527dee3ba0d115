"""Forms of certification."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from audit.certification.choices import CertificateScope
from audit.certification.models import Course
from common.pages.moments import DayField
from tenants.registry.models import Station


def day_input() -> forms.DateInput:
    """Return a date box."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StationForm(forms.Form):
    """Of which station the person is."""

    station = forms.ModelChoiceField(label=_("station"), queryset=Station.objects.none())

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """Who is certified for what, and until when. The people are those of the station."""

    person = forms.TypedChoiceField(label=_("person"), coerce=UUID)
    scope = forms.ChoiceField(label=_("scope"), choices=[("", "–"), *CertificateScope.choices])
    course = forms.ModelChoiceField(
        label=_("course"),
        queryset=Course.objects.none(),
        required=False,
        help_text=_("The course that was passed, if any."),
    )
    valid_from = DayField(label=_("valid from"), widget=day_input())
    valid_until = DayField(label=_("valid until"), widget=day_input())

    def __init__(self, *args: Any, people: list[User], courses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "–"), *((person.pk, person.name) for person in people)]  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]


class RenewForm(forms.Form):
    """Until when the next certificate is valid."""

    valid_from = DayField(label=_("valid from"), widget=day_input())
    valid_until = DayField(label=_("valid until"), widget=day_input())


class CourseForm(forms.Form):
    """A course."""

    code = forms.CharField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    scope = forms.ChoiceField(label=_("scope"), choices=CertificateScope.choices)
    hours = forms.IntegerField(label=_("teaching hours"), min_value=1, max_value=999)
    valid_months = forms.IntegerField(label=_("certificate valid (months)"), min_value=1, max_value=60)
    syllabus = forms.CharField(
        label=_("syllabus"), required=False, widget=forms.Textarea(attrs={"rows": 6, "wide": True})
    )
    is_offered = forms.BooleanField(label=pgettext_lazy("course", "offered"), required=False, initial=True)


def months_later(day: date, months: int) -> date:
    """Return the day before the same day `months` later (the last day of a short month)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, 28))
