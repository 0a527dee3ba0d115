"""Boxes for a moment and a day: whatever somebody types there lies in years that every page can show and count from."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.clock import is_known

OTHER_AGE = _("Choose a day between the years 1900 and 2199.")


class MomentField(forms.DateTimeField):
    """A day and a time in the person's zone."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment. Raises ValidationError beyond the years that we know."""
        moment: datetime | None = super().clean(value)
        if moment is not None and not is_known(moment):
            raise ValidationError(OTHER_AGE)
        return moment


class DayField(forms.DateField):
    """A day."""

    def clean(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError beyond the years that we know."""
        day: date | None = super().clean(value)
        if day is not None and not is_known(day):
            raise ValidationError(OTHER_AGE)
        return day
