"""Are the translations complete? Every text of the source in both languages, none fuzzy, placeholders kept, the same words in each room.

python -m infra.check_translations            says what is missing; exit code 1 if anything is
python -m infra.check_translations --update   adds missing texts to the catalogues, to be translated
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from infra.catalogs import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    Key,
    SourceText,
    catalogue_files,
    extract_source_texts,
    language_of,
    placeholders,
    read_catalogue,
    write_catalogue,
)
from infra.steps import ROOT

Catalogues = Mapping[Path, Catalog]
ENTRY = re.compile(r'^(?:msgctxt (?:".*"\n)+)?msgid (?:".*"\n)+', re.MULTILINE)


def key_of(message: Message) -> Key:
    return (message.context or "", singular_of(message))


def singular_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def translations_of(message: Message) -> list[str]:
    string = message.string
    return [string or ""] if isinstance(string, str) or string is None else [part or "" for part in string]


def problems_of(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one entry of a catalogue, each as a sentence."""
    text = singular_of(message)
    translations = translations_of(message)
    if message.fuzzy:
        yield f"fuzzy: {text!r}"
    if not all(translations) and language != SOURCE_LANGUAGE:
        yield f"not translated: {text!r}"
    wanted = placeholders(text) | (set() if isinstance(message.id, str) else placeholders(str(message.id[1])))
    for translation in filter(None, translations):
        strange = placeholders(translation) - wanted
        lost = placeholders(text) - placeholders(translation) if isinstance(message.id, str) else set()
        if strange or lost:
            yield f"placeholders differ ({', '.join(sorted(strange | lost))}): {text!r}"


def missing_texts(texts: Mapping[Key, SourceText], catalogues: Catalogues, language: str) -> list[SourceText]:
    """Texts of the source that no catalogue of this language has. Where English has no catalogue, the source is it."""
    own = [catalogue for path, catalogue in catalogues.items() if language_of(path) == language]
    if language == SOURCE_LANGUAGE and not own:
        return []
    known = {key_of(message) for catalogue in own for message in messages_of(catalogue)}
    return [text for key, text in texts.items() if key not in known]


def disagreements(catalogues: Catalogues) -> Iterator[str]:
    """Texts that two catalogues translate differently: Django takes one of them everywhere, and the other room reads the wrong word."""
    words: dict[tuple[str, Key], dict[tuple[str, ...], Path]] = {}
    for path, catalogue in catalogues.items():
        for message in messages_of(catalogue):
            said = words.setdefault((language_of(path), key_of(message)), {})
            said.setdefault(tuple(translations_of(message)), path)
    for (language, (_context, text)), said in words.items():
        if len(said) > 1:
            rooms = " and ".join(str(path.relative_to(ROOT)) for path in said.values())
            yield f"{language}: translated differently: {text!r} ({rooms})"


def repetitions(text: str) -> Iterator[str]:
    """Entries that stand twice in the text of one catalogue, as a merge of two orders leaves them: only the first of them counts."""
    for entry, count in Counter(ENTRY.findall(text)).items():
        if count > 1:
            yield f"stands {count} times (--update leaves the first): {entry.strip()!r}"


def find_problems(texts: Mapping[Key, SourceText], catalogues: Catalogues) -> list[str]:
    found = []
    for path, catalogue in catalogues.items():
        name = path.relative_to(ROOT)
        found += [
            f"{name}: {problem}"
            for message in messages_of(catalogue)
            for problem in problems_of(message, language_of(path))
        ]
    for language in LANGUAGES:
        for text in missing_texts(texts, catalogues, language):
            found.append(f"{language}: not in a catalogue: {text.singular!r} ({text.places[0]})")
    return found + list(disagreements(catalogues))


def catalogue_for(text: SourceText, language: str) -> Path:
    """The catalogue nearest above the text's first place; without one, the project's own."""
    below = Path("locale", language, "LC_MESSAGES", "django.po")
    folders = Path(text.places[0]).parents
    nearest = (ROOT / folder / below for folder in folders if (ROOT / folder / below).exists())
    return next(nearest, ROOT / below)


def update(texts: Mapping[Key, SourceText], catalogues: dict[Path, Catalog]) -> int:
    """Add each missing text, untranslated, to the catalogue nearest to it. Returns how many."""
    added = 0
    for language in LANGUAGES:
        for text in missing_texts(texts, catalogues, language):
            path = catalogue_for(text, language)
            catalogue = catalogues.setdefault(path, Catalog(locale=language, project="Stationmaster", fuzzy=False))
            catalogue.add((text.singular, text.plural) if text.plural else text.singular, context=text.context or None)
            added += 1
    for path, catalogue in catalogues.items():
        write_catalogue(path, catalogue)
    return added


def main() -> int:
    texts = extract_source_texts()
    catalogues = {path: read_catalogue(path) for path in catalogue_files()}
    if "--update" in sys.argv:
        print(f"added {update(texts, catalogues)} texts")
        return 0
    problems = find_problems(texts, catalogues)
    for path in catalogues:
        problems += [f"{path.relative_to(ROOT)}: {one}" for one in repetitions(path.read_text(encoding="utf-8"))]
    for problem in problems:
        print(problem)
    print(f"translations: texts={len(texts)} catalogues={len(catalogues)} problems={len(problems)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
