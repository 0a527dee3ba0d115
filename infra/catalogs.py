"""Translation catalogues without GNU gettext: where they are, what the source says, reading and writing them.

A catalogue is `<somewhere>/locale/<language>/LC_MESSAGES/django.po`. English is the language of the source, so an
English catalogue may leave a translation empty; Chinese may not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

from infra.files import project_files
from infra.steps import ROOT

SOURCE_LANGUAGE = "en"
LANGUAGES = ("zh_Hans", "en")
UNTRANSLATED = {"tests", "infra", "docs", "migrations"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "now_": None,  # gettext, in modules where `_` is the lazy one
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")

Key = tuple[str, str]  # context ("" for none) and the singular source text


@dataclass
class SourceText:
    """A text of the source, where it stands, and its plural if it has one."""

    singular: str
    plural: str
    context: str
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return (self.context, self.singular)


def catalogue_files() -> list[Path]:
    return [path for path in project_files(".po", without=UNTRANSLATED, root=ROOT) if path.parent.name == "LC_MESSAGES"]


def language_of(path: Path) -> str:
    return path.parent.parent.name


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=language_of(path), charset="utf-8")


HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Sorted, without dates and line numbers, so that a change of the source does not shake the whole file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, sort_output=True, omit_header=True)
    header = HEADER.format(language=language_of(path), plural_forms=catalogue.plural_forms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + buffer.getvalue())


def extract_source_texts() -> dict[Key, SourceText]:
    """Every text that Python files and templates mark for translation."""
    ready_django()
    texts: dict[Key, SourceText] = {}
    for path in project_files(".py", ".html", ".txt", without=UNTRANSLATED, root=ROOT):
        for text in texts_of(path):
            texts.setdefault(text.key, text).places.extend(text.places)
    return texts


def ready_django() -> None:
    """Django's template scanner asks the settings for the charset; nothing else of the project is loaded."""
    if not settings.configured:
        settings.configure()
        django.setup()


def texts_of(path: Path) -> Iterator[SourceText]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in source and "{{" not in source:
            return
        source = as_python(source, str(path))
    handle = io.BytesIO(source.encode())
    name = str(path.relative_to(ROOT))
    for line, message, _comments, context in extract("python", handle, KEYWORDS, options={"encoding": "utf-8"}):
        words = (message,) if isinstance(message, str) else tuple(message)
        singular, plural = str(words[0]), str(words[1]) if len(words) > 1 and words[1] else ""
        if singular:
            yield SourceText(singular, plural, context or "", [f"{name}:{line}"])


def as_python(template: str, origin: str) -> str:
    """The template's texts as calls of gettext, on their own lines.

    Django's `templatize` writes Python for xgettext, which forgives the crossed-out text between the calls;
    Babel's tokenizer does not, so only the calls are kept.
    """
    lines = django_template.templatize(template, origin=origin).split("\n")
    return "\n".join("; ".join(CALL.findall(line)) for line in lines)


STRING = r"u?(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
CALL = re.compile(rf"(?:_|n?p?gettext)\(\s*{STRING}\s*(?:,\s*(?:{STRING}|\w+)\s*)*\)")


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}
