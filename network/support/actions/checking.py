"""What the actions of this room check alike."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.clock import last_minute_of, today
from common.errors import Invalid
from network.support.choices import SupportError


def text_of(value: Any, field: str) -> str:
    """Return the text without blanks around it. Raises Invalid for an empty one."""
    text = str(value or "").strip()
    if not text:
        raise Invalid(_("Write something here."), code=SupportError.TEXT, field=field)
    return text


def last_minute(day: date) -> datetime:
    """Return the last minute of a day where the manufacturer is, which readers take for that day. Raises Invalid for one that has passed."""
    if day < today():
        raise Invalid(_("Choose a day to come."), code=SupportError.DUE, field="due_on")
    return last_minute_of(day)
