"""What the actions of this room check alike."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from network.support.choices import SupportError


def text_of(value: Any, field: str) -> str:
    """Return the text without blanks around it. Raises Invalid for an empty one."""
    text = str(value or "").strip()
    if not text:
        raise Invalid(_("Write something here."), code=SupportError.TEXT, field=field)
    return text
