"""What a content says that no clause reads: a misspelt member, a code of nothing. Pages can't make either; the API could, and nobody would notice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as now_

from billing.policy.chapters import BOOK, Field
from billing.policy.chapters.fields import Code, Codes
from billing.policy.choices import PolicyError
from billing.policy.content import Content
from billing.policy.policies import ANY
from billing.policy.selectors import known_codes
from common.errors import Invalid

Line = tuple[str, Mapping[str, Any], Sequence[Field]]  # its place, what it says, what it may say

HEAD = "currency"


def refuse_strange(content: Content, standing: Content) -> None:
    """Refuse what is neither a member of a policy nor a code of the catalogue. Raises Invalid naming the first place.

    Codes that `standing`, the version that this one follows, names already may stay, as on the pages; a region is known by the content's own
    table of regions. What has not even the shape of a line is left to `parse`.
    """
    if not isinstance(content, Mapping):
        return
    _refuse_members(content)
    known: dict[str, frozenset[str]] = {}
    for place, source, code in _named(content):
        if source not in known:
            known[source] = known_codes(source, standing) | _own(source, content)
        if code not in known[source]:
            sentence = now_("“%(place)s”: “%(code)s” is not in the catalogue.")
            raise _strange(sentence, place, code=code)


def _refuse_members(content: Content) -> None:
    tops = {HEAD, *(table.name for chapter in BOOK for table in chapter.tables)}
    tops |= {chapter.figures.name for chapter in BOOK if chapter.figures}
    _refuse_others("", content, tops)
    for figures in (chapter.figures for chapter in BOOK if chapter.figures):
        held = content.get(figures.name)
        if isinstance(held, Mapping):
            names = {one.name for one in figures.fields} | {one.name for one in figures.tables}
            _refuse_others(f"{figures.name}.", held, names)
    for place, row, fields in _rows(content):
        _refuse_others(f"{place}.", row, {field.name for field in fields})


def _refuse_others(within: str, held: Mapping[str, Any], names: Iterable[str]) -> None:
    for name in held:
        if name not in names:
            raise _strange(
                now_("“%(place)s” is no part of a policy. Correct its name, or leave it out."), within + name
            )


def _strange(sentence: str, place: str, **said: str) -> Invalid:
    message = sentence % {"place": place[:200], **{name: text[:80] for name, text in said.items()}}
    return Invalid(message, code=PolicyError.CONTENT, field=place.partition(".")[0], place=place)


def _rows(content: Content) -> Iterator[Line]:
    """Yield the rows of every table."""
    for chapter in BOOK:
        for within, table in chapter.every_table():
            holder = content.get(within) if within else content
            rows = holder.get(table.name) if isinstance(holder, Mapping) else None
            for number, row in enumerate(rows if isinstance(rows, list) else ()):
                if isinstance(row, Mapping):
                    yield ".".join(filter(None, (within, table.name, str(number)))), row, table.fields


def _named(content: Content) -> Iterator[tuple[str, str, str]]:
    """Yield (place, source, code) of each code that has to be in a list."""
    figures = [chapter.figures for chapter in BOOK if chapter.figures]
    singles = [(one.name, held, one.fields) for one in figures if isinstance(held := content.get(one.name), Mapping)]
    for place, row, fields in (*singles, *_rows(content)):
        for field in fields:
            if isinstance(field, Code | Codes) and field.source:
                for code in _codes(row.get(field.name)):
                    yield f"{place}.{field.name}", field.source, code


def _codes(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [one.strip() for one in many if isinstance(one, str) and one.strip() not in ("", ANY)]


def _own(source: str, content: Content) -> frozenset[str]:
    rows = content.get("regions") if source == "region" else None
    codes = [row.get("code") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return frozenset(code.strip() for code in codes if isinstance(code, str))
