"""Imports: upload a file, map its columns, look at the dry run and correct it in place, take it in, download what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.imports.actions import cancel_import, confirm_import, fix_cells, map_columns, start_import
from common.imports.choices import ImportStatus, RowState
from common.imports.importers import Field, Importer, importer_of, open_importers
from common.imports.models import Import, ImportRow
from common.imports.selectors import counts_of, imports_for, job_of, rows_of, with_counts
from common.pages import (
    ActPage,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.exports import TYPES, as_csv, as_xlsx
from common.pages.parts import address
from common.text import Text

LIST = "desk:imports"
SHOWN = 100


class ImportTable(RecordTable):
    """The imports of the place."""

    name = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    kind = Column()
    created_at = MomentColumn(verbose_name=_("Uploaded"))
    done_count = Column(verbose_name=_("Taken in"))
    ready_count = Column(verbose_name=_("Ready"))
    wrong_count = Column(verbose_name=_("Needs correction"))

    class Meta(RecordTable.Meta):
        model = Import
        fields = (
            "name",
            "kind",
            "status",
            "row_count",
            "done_count",
            "ready_count",
            "wrong_count",
            "created_name",
            "created_at",
        )

    def render_kind(self, value: str) -> str:
        """Return what people call it."""
        found = importer_of(value)
        return str(found.title) if found else value


class ImportList(ListPage):
    """The imports of the place where the person stands."""

    action = "desk.use"
    title = _("Imports")
    table_class = ImportTable
    empty = _(
        "Nothing was taken in from a file yet. Choose a list above, download its template, fill it in and send it."
    )

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return with_counts(imports_for(self.actor))

    def page_buttons(self) -> Sequence[Button]:
        """Offer each list that the person may take in."""
        found = open_importers(self.actor)
        return [Button(one.title, address("desk:start_import", [one.code]), icon="file-upload") for one in found]


class OfKind(Page):
    """A page of one importer."""

    action = "desk.use"
    lit = LIST

    @cached_property
    def importer(self) -> Importer:
        """Return the importer, if the person may use it."""
        found = importer_of(self.kwargs["kind"])
        if found is None or not found.is_open_to(self.actor):
            raise NotYours()
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Imports"), address(LIST))]


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030) or XLSX, at most 5 MB and 5,000 rows; the first line names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class StartImport(OfKind, FormPage):
    """Send a file."""

    form_class = UploadForm
    template_name = "desk/import_start.html"
    narrow = True
    submit_label = _("Send and check")
    success = ""

    def get_title(self) -> Text:
        """Return what is taken in."""
        return _("Import: %(list)s") % {"list": self.importer.title}

    def perform(self, form: Any) -> str:
        """Read it and make the dry run."""
        file = form.cleaned_data["file"]
        made = start_import(self.importer.code, name=file.name, content=file.read(), acting_user=self.actor)
        if made.status == ImportStatus.UPLOADED:
            return address("desk:map_import", [made.pk])
        return made.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Show the fields, and where the template is."""
        return {"importer": self.importer}


class Template(OfKind):
    """An empty file with the headers and one example."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it as CSV or XLSX."""
        rows = [[one.name for one in self.importer.fields], [one.example for one in self.importer.fields]]
        return as_file(rows, self.kwargs["format"], f"{self.importer.code}-template")


def as_file(rows: Sequence[Sequence[Any]], kind: str, name: str) -> HttpResponse:
    """Return rows as a download. Raises Http404 for an unknown format."""
    writers = {"csv": as_csv, "xlsx": as_xlsx}
    if kind not in writers:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(writers[kind]([list(row) for row in rows]), content_type=TYPES[kind], headers=headers)


class OfImport(Page):
    """A page below one import."""

    action = "desk.use"
    lit = LIST

    @cached_property
    def parent(self) -> Import:
        """Return it through the gate."""
        found: Import = imports_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    @cached_property
    def importer(self) -> Importer:
        """Return its importer."""
        found = importer_of(self.parent.kind)
        if found is None:
            raise NotYours()
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Imports"), address(LIST)), Crumb(self.parent.name, self.parent.get_absolute_url())]


class MappingForm(forms.Form):
    """Which column fills which field."""

    def __init__(self, *args: Any, importer: Importer, parent: Import, **options: Any) -> None:
        super().__init__(*args, **options)
        columns = [("", "–"), *((str(place), name or f"#{place + 1}") for place, name in enumerate(parent.columns))]
        for field in importer.fields:
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.label),
                choices=columns,
                required=field.required,
                initial=str(parent.mapping.get(field.name, "")),
                help_text=field.name,
            )

    def mapping(self) -> dict[str, int]:
        """Return the chosen columns."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}


class MapImport(OfImport, FormPage):
    """Say which column is which."""

    title = _("Map the columns")
    form_class = MappingForm
    submit_label = _("Check")
    success = ""
    explain = _("Columns whose header is a known name are chosen already.")

    def form_arguments(self) -> dict[str, Any]:
        """Return the file's columns."""
        return {"importer": self.importer, "parent": self.parent}

    def initial(self) -> dict[str, Any]:
        """The form knows its own."""
        return {}

    def perform(self, form: Any) -> str:
        """Make the dry run."""
        return map_columns(self.parent.pk, form.mapping(), acting_user=self.actor).get_absolute_url()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the report. `name` is the input's, where it can be corrected."""

    name: str
    text: str
    problem: str
    label: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report."""

    row: ImportRow
    cells: Sequence[Cell]
    url: str


class ImportDetail(OfImport, DetailPage):
    """The report: how many rows are ready, taken in or wrong; wrong ones first, each with its reason and a box to correct it."""

    template_name = "desk/import.html"
    timeline_length = 10
    states: ClassVar[tuple[RowState, ...]] = (RowState.WRONG, RowState.READY, RowState.DONE, RowState.KNOWN)

    def record(self) -> Import:
        """Return it."""
        return self.parent

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Imports"), address(LIST))]

    def subtitle_for(self, record: Import) -> Text:
        """Return what it is."""
        return self.importer.title

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return the number of rows by state."""
        return counts_of(self.parent)

    def facts(self, record: Import) -> list[Fact]:
        """Return the counts and the file."""
        found = [Fact(state.label, self.counts[state.value]) for state in self.states]
        return [*found, Fact(_("Encoding"), record.encoding), Fact(_("Uploaded by"), record.created_name)]

    def buttons(self, record: Import) -> list[Button]:
        """Return the next steps."""
        args, moves, found = (record.pk,), record.possible_moves(), list[Button]()
        if (job := job_of(record)) is not None:
            return [Button(_("Being taken in"), job.get_absolute_url(), primary=True, icon="progress")]
        if record.status == ImportStatus.CHECKED and self.counts[RowState.READY]:
            found.append(
                Button(_("Take in what is ready"), "desk:confirm_import", args=args, primary=True, icon="check")
            )
        if ImportStatus.CANCELLED in moves:
            found.append(Button(_("Map the columns"), "desk:map_import", args=args, icon="columns"))
        if self.counts[RowState.WRONG]:
            found += [self._failed("xlsx"), self._failed("csv")]
        if ImportStatus.CANCELLED in moves:
            found.append(Button(_("Put away"), "desk:cancel_import", args=args, danger=True))
        return found

    def _failed(self, kind: str) -> Button:
        label = _("Failed rows (%(format)s)") % {"format": kind.upper()}
        return Button(label, address("desk:failed_rows", [self.parent.pk, kind]), icon="download")

    def sections(self, record: Import) -> list[Section]:
        """Return the rows, those to be corrected first."""
        fields = [field for field in self.importer.fields if field.name in record.mapping]
        rows = sorted(rows_of(record), key=lambda row: (self.states.index(RowState(row.state)), row.number))
        can_fix = record.status == ImportStatus.CHECKED and job_of(record) is None
        context = {
            "fields": fields,
            "lines": [self._line(row, fields, can_fix=can_fix) for row in rows[:SHOWN]],
            "hidden": max(0, len(rows) - SHOWN),
            "can_fix": can_fix and self.counts[RowState.WRONG] > 0,
            "parent": record,
        }
        return [Section(_("Rows"), "desk/import_rows.html", context, count=record.row_count, anchor="rows")]

    def _line(self, row: ImportRow, fields: Sequence[Field], *, can_fix: bool) -> Line:
        cells = [self._cell(row, field, can_fix=can_fix and row.state == RowState.WRONG) for field in fields]
        return Line(row, cells, self.importer.url(row.result_id) if row.result_id else "")

    def _cell(self, row: ImportRow, field: Field, *, can_fix: bool) -> Cell:
        place = self.parent.mapping[field.name]
        text = row.cells[place] if place < len(row.cells) else ""
        told = row.problems.get(field.name, {})
        language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
        problem = told.get(language, next(iter(told.values()), ""))
        return Cell(f"cell-{row.number}-{field.name}" if can_fix and told else "", text, problem, field.label)


class FixImport(OfImport):
    """Correct cells in place."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was typed and make the dry run again."""
        cells: dict[int, dict[str, str]] = {}
        for name, text in request.POST.items():
            kind, _dash, rest = name.partition("-")
            number, _dash, field = rest.partition("-")
            if kind == "cell" and number.isdigit():
                cells.setdefault(int(number), {})[field] = str(text)
        made = fix_cells(self.parent.pk, cells, acting_user=self.actor)
        return HttpResponse(status=302, headers={"Location": f"{made.get_absolute_url()}#rows"})


class ConfirmImport(OfImport, ActPage):
    """Take in what is ready."""

    title = _("Take in what is ready")
    explain = _(
        "Each record is made for itself. What is refused stays here with its reason; what is here already is left alone."
    )
    submit_label = _("Take in")
    success = ""

    def perform(self, reason: str) -> str:
        """Take it in; when there are many rows, show how far it is."""
        done = confirm_import(self.parent.pk, acting_user=self.actor)
        job = job_of(done)
        if job is None:
            messages.success(self.request, now_("Taken in."))
        return (job or done).get_absolute_url()


class CancelImport(OfImport, ActPage):
    """Put it away."""

    title = _("Put the import away")
    explain = _("What was taken in stays.")
    danger = True
    submit_label = _("Put away")

    def perform(self, reason: str) -> str:
        """Put it away."""
        return cancel_import(self.parent.pk, acting_user=self.actor).get_absolute_url()


class FailedRows(OfImport):
    """The rows that are wrong, as a file with the reason in a last column: correct it and send it again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
        rows = [[*self.parent.columns, str(_("Reason"))]]
        for row in rows_of(self.parent, RowState.WRONG):
            told = [f"{field}: {words.get(language, '')}" for field, words in row.problems.items()]
            rows.append([*row.cells, "; ".join(told)])
        return as_file(rows, self.kwargs["format"], f"{self.parent.kind}-failed")
