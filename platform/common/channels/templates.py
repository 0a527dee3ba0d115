"""The texts of messages: each registered by the app that sends it, in English with its Chinese in that app's catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

from common.text import Text

HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `%(name)s` in it. What stands in `secret` (a link that opens something) is never shown to head office."""

    code: str
    title: Text
    text: Text
    secret: tuple[str, ...] = ()


_templates: dict[str, Template] = {}


def message_text(code: str, title: Text, text: Text, *, secret: tuple[str, ...] = ("link",)) -> Template:
    """Register a text, in the app's `messages.py`; returns it."""
    _templates[code] = Template(code, title, text, secret)
    return _templates[code]


def template_of(code: str) -> Template | None:
    """Return the template with this code, or None when no app here knows it."""
    return _templates.get(code)


def known_templates() -> list[tuple[str, Text]]:
    """Return (code, title) of all texts, for filters."""
    return [(one.code, one.title) for one in _templates.values()]


def written(code: str, language: str, values: Mapping[str, str], *, for_reading: bool = False) -> str:
    """Return the text in `language`; with `for_reading` without what is secret."""
    template = _templates[code]
    hidden = dict.fromkeys(template.secret, HIDDEN) if for_reading else {}
    with translation.override(language):
        return str(template.text) % (dict(values) | hidden)
