"""The dry run: read every cell, ask the importer, and write beside each row what is wrong. Nothing else is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.imports.cells import Unreadable, in_every_language, read_cell
from common.imports.choices import OPEN, RowState
from common.imports.importers import Done, Group, Importer, Problem, Row
from common.imports.models import Import, ImportRow
from common.text import Text

Told = dict[str, dict[str, str]]


def check_rows(parent: Import, importer: Importer, actor: Any) -> None:
    """Judge every row that is not taken in yet. A row is ready when no row of its group is wrong."""
    rows = list(parent.rows.filter(state__in=OPEN).order_by("number"))  # type: ignore[attr-defined]
    told: dict[int, Told] = {row.number: {} for row in rows}
    groups = grouped(parent, importer, rows, told)
    known = importer.known(groups, actor)
    fresh = [group for group in groups if group.key not in known]
    for problem in importer.check(fresh, actor):
        told[problem.number].setdefault(problem.field, in_every_language(problem.sentence))
    bad = {row.key for row in rows if told[row.number]}
    for row in rows:
        _judge(row, told[row.number], known.get(row.key), is_bad=row.key in bad)
    names = ["key", "state", "problems", "result", "result_id"]
    ImportRow.objects.bulk_update(rows, names, batch_size=500)


def grouped(parent: Import, importer: Importer, rows: Sequence[ImportRow], told: dict[int, Told]) -> list[Group]:
    """Return the rows by key as the importer sees them; what can't be read is written into `told`, and the cell is None."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        values = _read(row, importer, parent.mapping, told[row.number])
        row.key = str(values.get(importer.key) or "")[:80]
        if row.key:
            found[row.key].append(Row(row.number, values))
    return [Group(key, tuple(members)) for key, members in found.items()]


def problems(group: Group, field: str, sentence: Text) -> Iterable[Problem]:
    """Return the same problem at the group's first row."""
    return [Problem(group.first.number, field, sentence)]


def _read(row: ImportRow, importer: Importer, mapping: Mapping[str, int], told: Told) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in importer.fields:
        place = mapping.get(field.name)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        try:
            values[field.name] = read_cell(field, text)
        except Unreadable as error:
            values[field.name] = None
            told[field.name] = in_every_language(error.sentence)
    return values


def _judge(row: ImportRow, told: Told, known: Done | None, *, is_bad: bool) -> None:
    row.problems = told
    if known is not None and not told:
        row.state, row.result, row.result_id = RowState.KNOWN, known.label, known.id
    else:
        row.state = RowState.WRONG if is_bad else RowState.READY
