"""Reading a body of JSON: what can't be kept or answered is refused before anybody looks at it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

NUL = "\0"


class PlainJsonParser(JSONParser):
    """JSON whose texts are whole characters, and which isn't nested beyond reason."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the data. Raises ParseError (400)."""
        try:
            data = super().parse(stream, media_type, parser_context)
            for _place, text in texts_in(data):
                text.encode()
        except UnicodeEncodeError as error:
            raise ParseError(_("JSON parse error: there is half of a character (a lone surrogate).")) from error
        except RecursionError as error:
            raise ParseError(_("JSON parse error: this is nested too deeply.")) from error
        return data


def refuse_nul(data: Any) -> None:
    """Raise ValidationError (422) for a text with NUL, which no database keeps; plain fields have said so before."""
    for place, text in texts_in(data):
        if NUL in text:
            sentence = _("Null characters are not allowed.")
            raise ValidationError({place.replace(NUL, ""): [sentence]}, code="null_characters_not_allowed")


def texts_in(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text in JSON with its place; a name is one, too."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for name, value in data.items():
            at = f"{place}.{name}".removeprefix(".")
            yield at, str(name)
            yield from texts_in(value, at)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts_in(value, f"{place}.{number}".removeprefix("."))
