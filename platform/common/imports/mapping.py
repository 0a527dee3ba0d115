"""Which column fills which field."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.imports.cells import in_every_language
from common.imports.choices import ImportFault
from common.imports.importers import Field, Importer

Mapped = dict[str, int]


def guess(importer: Importer, columns: Sequence[str]) -> Mapped:
    """Return the columns whose header is a field's name, label (in any language) or alias; each column serves one field."""
    places = {_plain(column): place for place, column in reversed(list(enumerate(columns)))}
    found: Mapped = {}
    for field in importer.fields:
        place = next((places[name] for name in _names(field) if name in places), None)
        if place is not None and place not in found.values():
            found[field.name] = place
    return found


def checked(importer: Importer, columns: Sequence[str], mapping: Mapping[str, int]) -> Mapped:
    """Return the mapping. Raises Invalid when a needed field has no column, or for a field or column that does not exist."""
    for field in importer.fields:
        if field.required and field.name not in mapping:
            sentence = _("Choose the column for “%(field)s”.") % {"field": field.label}
            raise Invalid(sentence, code=ImportFault.MAPPING, field=field.name)
    if any(importer.field(name) is None or not 0 <= place < len(columns) for name, place in mapping.items()):
        raise Invalid(_("A column or field of this mapping does not exist."), code=ImportFault.MAPPING)
    return dict(mapping)


def is_whole(importer: Importer, mapping: Mapping[str, int]) -> bool:
    """Whether every needed field has a column."""
    return all(field.name in mapping for field in importer.fields if field.required)


def _names(field: Field) -> list[str]:
    labels = in_every_language(field.label).values()
    return [_plain(name) for name in (field.name, *labels, *field.aliases)]


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
