"""Forms of the roster."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.duty.pages.forms import day_field, long_text

Choices = list[tuple[Any, str]]


def time_field(label: Any) -> forms.TimeField:
    """Return a box for a time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def one_of(label: Any, **extra: Any) -> forms.TypedChoiceField:
    """Return a choice among records by their keys."""
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, **extra)


class KindForm(forms.Form):
    """A kind of shift."""

    code = forms.SlugField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=40)
    start = time_field(_("begins at"))
    end = time_field(_("ends at"))
    needed = forms.IntegerField(label=_("agents needed"), min_value=1, max_value=50, initial=1)
    sign_within_minutes = forms.IntegerField(
        label=_("handover signed within (minutes)"), min_value=1, max_value=600, initial=15
    )


class AssignForm(forms.Form):
    """Who is on which shift, on which day."""

    day = day_field(_("day"))
    kind = one_of(_("shift"))
    agent = one_of(_("agent"))

    def __init__(self, *args: Any, kinds: Choices, agents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["agent"].choices = agents  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """From which week to which."""

    source = day_field(_("a day of the week to copy"))
    target = day_field(_("a day of the week to fill"))


class SwapForm(forms.Form):
    """Whom to ask, and against which shift."""

    colleague = one_of(_("colleague"))
    against = one_of(_("in exchange for"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=300, required=False)

    def __init__(self, *args: Any, agents: Choices, shifts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = agents  # type: ignore[attr-defined]
        self.fields["against"].choices = [("", "–"), *shifts]  # type: ignore[attr-defined]


class HandoverForm(forms.Form):
    """What the next one has to know."""

    note = long_text(_("note"), rows=8)
