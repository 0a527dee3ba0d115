"""What people write to describe something or to say why."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid

FEW = 2  # letters: less says nothing


def few_words(text: str, field: str, code: StrEnum) -> str:
    """Return the words without space around. Raises Invalid, with the room's `code`, for a text that says nothing."""
    words = text.strip()
    if len(words) < FEW:
        raise Invalid(_("Describe it in a few words."), code=code, field=field)
    return words
