"""The steps of an import. Each is one transaction with one history row."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, NotYours, WrongState
from common.history.record import record
from common.imports.cells import in_every_language
from common.imports.checking import check_rows, grouped
from common.imports.choices import OPEN, ImportFault, ImportStatus, RowState
from common.imports.importers import Group, Importer, importer_of
from common.imports.mapping import checked, guess, is_whole
from common.imports.models import Import, ImportRow
from common.imports.reading import read_table
from common.imports.selectors import TAKE_IN, imports_for, job_of
from common.jobs.actions import start_job


@transaction.atomic
def start_import(
    kind: str, *, name: str, content: bytes, acting_user: Any, mapping: Mapping[str, int] | None = None
) -> Import:
    """Read a file and, when its headers say which column is which (or `mapping` does), make the dry run.

    Raises NotYours for a list that the person may not take in, Invalid for a file that can't be read.
    """
    importer = _importer(kind, acting_user)
    table = read_table(content)
    parent = Import.objects.create(
        station_id=acting_user.station_id,
        kind=kind,
        name=name[:200] or "import",
        encoding=table.encoding,
        sha256=hashlib.sha256(content).hexdigest(),
        columns=table.columns,
        mapping=checked(importer, table.columns, mapping) if mapping else guess(importer, table.columns),
        row_count=len(table.rows),
        created_by=acting_user.id,
        created_name=acting_user.name,
    )
    ImportRow.objects.bulk_create(
        ImportRow(parent=parent, station_id=parent.station_id, number=number, cells=cells)
        for number, cells in zip(table.numbers, table.rows, strict=True)
    )
    if is_whole(importer, parent.mapping):
        parent.move_to(ImportStatus.CHECKED)
        check_rows(parent, importer, acting_user)
    after = {"kind": kind, "name": parent.name, "rows": parent.row_count, "status": parent.status}
    record(parent, "import.uploaded", acting_user, after=after)
    return parent


@transaction.atomic
def map_columns(import_id: UUID, mapping: Mapping[str, int], *, acting_user: Any) -> Import:
    """Say which column fills which field, and make the dry run. Raises Invalid when a needed field is left without."""
    parent, importer = _locked(import_id, acting_user)
    found = checked(importer, parent.columns, mapping)
    if parent.status == ImportStatus.UPLOADED:
        parent.move_to(ImportStatus.CHECKED, mapping=found)
    else:
        _require_checked(parent)
        parent.change(mapping=found)
    check_rows(parent, importer, acting_user)
    record(parent, "import.checked", acting_user, after=_counts(parent))
    return parent


@transaction.atomic
def fix_cells(import_id: UUID, cells: Mapping[int, Mapping[str, str]], *, acting_user: Any) -> Import:
    """Correct cells (by row number and field) of rows that are not taken in yet, and make the dry run again."""
    parent, importer = _locked(import_id, acting_user)
    _require_checked(parent)
    for row in parent.rows.filter(number__in=list(cells), state__in=OPEN):  # type: ignore[attr-defined]
        for name, text in cells[row.number].items():
            if name not in parent.mapping:
                continue
            row.cells[parent.mapping[name]] = text.strip()
        row.change(cells=row.cells)
    check_rows(parent, importer, acting_user)
    record(parent, "import.checked", acting_user, after=_counts(parent))
    return parent


@transaction.atomic
def confirm_import(import_id: UUID, *, acting_user: Any) -> Import:
    """Take in every group that is ready, each for itself: one that is refused is told at its row and can be corrected and tried again.

    What is here already is left alone, so that the same file (or the same click) twice makes nothing twice. More than the list's
    `at_once` rows are taken in by a job (`job_of` tells which); until it is over nothing else is done with the import.
    """
    parent, importer = _locked(import_id, acting_user)
    _require_checked(parent)
    check_rows(parent, importer, acting_user)
    ready = ready_rows(parent)
    if not ready:
        raise WrongState(_("No row is ready. Correct the marked cells first."), code=ImportFault.NOTHING_READY)
    if len(ready) > importer.at_once:
        params = {"import": str(parent.pk)}
        start_job(TAKE_IN, params, acting_user=acting_user, subject=parent.name, key=str(parent.pk))
        return parent
    for group in groups_of(parent, importer, ready):
        take_in_group(importer, group, ready, acting_user)
    return conclude_import(import_id, acting_user=acting_user)


@transaction.atomic
def hold_import(import_id: UUID, *, acting_user: Any) -> tuple[Import, Importer]:
    """Return an import whose rows are being taken in by a job, under a lock. Raises NotYours, WrongState."""
    parent: Import = imports_for(acting_user).locked().get_or_404(import_id)
    _require_checked(parent)
    return parent, _importer(parent.kind, acting_user)


@transaction.atomic
def conclude_import(import_id: UUID, *, acting_user: Any) -> Import:
    """Write down what has become of the rows; with no row left to correct the import is done."""
    parent, _kind = hold_import(import_id, acting_user=acting_user)
    if not parent.rows.filter(state__in=OPEN).exists():  # type: ignore[attr-defined]
        parent.move_to(ImportStatus.DONE)
    record(parent, "import.committed", acting_user, after=_counts(parent))
    return parent


@transaction.atomic
def cancel_import(import_id: UUID, *, acting_user: Any) -> Import:
    """Put it away; what was taken in stays."""
    parent, _kind = _locked(import_id, acting_user)
    parent.move_to(ImportStatus.CANCELLED)
    record(parent, "import.cancelled", acting_user, after=_counts(parent))
    return parent


def ready_rows(parent: Import) -> dict[int, ImportRow]:
    """Return the rows that are ready, by number."""
    rows = parent.rows.filter(state=RowState.READY).order_by("number")  # type: ignore[attr-defined]
    return {row.number: row for row in rows}


def groups_of(parent: Import, importer: Importer, rows: Mapping[int, ImportRow]) -> list[Group]:
    """Return rows by key, as the importer takes them in."""
    told: dict[int, dict[str, dict[str, str]]] = {number: {} for number in rows}
    return grouped(parent, importer, list(rows.values()), told)


@transaction.atomic
def take_in_group(importer: Importer, group: Group, rows: Mapping[int, ImportRow], actor: Any) -> None:
    """Take in one group and write at its rows what became of it: all of it, or a reason."""
    members = [rows[row.number] for row in group.rows]
    try:
        with transaction.atomic():
            done = importer.commit(group, actor)
    except DomainError as error:
        field = error.field if error.field and importer.field(error.field) else importer.key
        for row in members:
            row.change(state=RowState.WRONG)
        members[0].change(problems={field: in_every_language(error.message)})
    else:
        for row in members:
            row.change(state=RowState.DONE, result=done.label[:120], result_id=done.id, problems={})


def _importer(kind: str, actor: Any) -> Importer:
    importer = importer_of(kind)
    if importer is None or not importer.is_open_to(actor):
        raise NotYours()
    return importer


def _locked(import_id: UUID, actor: Any) -> tuple[Import, Importer]:
    parent: Import = imports_for(actor).locked().get_or_404(import_id)
    if job_of(parent) is not None:
        raise WrongState(
            _("Its rows are being taken in. Wait until that is over, or cancel it."), code=ImportFault.RUNNING
        )
    return parent, _importer(parent.kind, actor)


def _require_checked(parent: Import) -> None:
    if parent.status != ImportStatus.CHECKED:
        raise WrongState(status=str(parent.status))


def _counts(parent: Import) -> dict[str, Any]:
    states = list(parent.rows.values_list("state", flat=True))  # type: ignore[attr-defined]
    counts = {state.value: states.count(state) for state in RowState}
    return {"name": parent.name, "status": parent.status, **counts}
