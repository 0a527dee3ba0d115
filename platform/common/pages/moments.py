"""A box for a moment: whatever somebody types there lies in years that every page can show."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.clock import is_known


class MomentField(forms.DateTimeField):
    """A day and a time in the person's zone."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment. Raises ValidationError beyond the years that we know."""
        moment: datetime | None = super().clean(value)
        if moment is not None and not is_known(moment):
            raise ValidationError(_("Choose a day between the years 1900 and 2199."))
        return moment
