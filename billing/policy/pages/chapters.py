"""Editing a draft chapter by chapter: tabs, rows, a file to fill them from; and a chapter as a workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from billing.policy.actions import amend_policy
from billing.policy.chapters import BOOK, Chapter, chapter_of
from billing.policy.filling import fill_chapter
from billing.policy.forms import (
    DATALISTS,
    content_with,
    figures_of,
    form_class_of,
    formset_class_of,
    rows_of,
)
from billing.policy.models import PolicyVersion
from billing.policy.selectors import known_names, versions_for
from billing.policy.sheets import read_sheets, workbook_of
from common.errors import DomainError
from common.files.answers import bytes_answer
from common.pages import Crumb, FormPage, Page
from common.pages.exports import TYPES
from common.pages.parts import address
from common.text import Text

SHOWN_CELLS = 900  # a form of more fields is not accepted by the server


def tabs_of(version: PolicyVersion, code: str) -> list[tuple[Text, str, bool]]:
    """Return (title, address, is here) of the head and of each chapter of a draft."""
    head = (_("Version"), address("policy:edit", [version.pk]), not code)
    chapters = [(one.title, address("policy:chapter", [version.pk, one.code]), one.code == code) for one in BOOK]
    return [head, *chapters]


class EditChapter(FormPage):
    """One chapter of a draft: figures and rows; a chosen file fills the rows, to be looked at before they are saved."""

    action = "policy.draft"
    template_name = "policy/chapter.html"
    lit = "policy:list"

    @cached_property
    def version(self) -> PolicyVersion:
        """Return the draft through the gate."""
        version: PolicyVersion = versions_for(self.actor).get_or_404(self.kwargs["pk"])
        return version

    @cached_property
    def chapter(self) -> Chapter:
        """Return the chapter that is edited."""
        return chapter_of(self.kwargs["chapter"])

    @property
    def title(self) -> Text:  # type: ignore[override]
        """Return the chapter's title."""
        return self.chapter.title

    def subtitle(self) -> Text:
        """Return the version."""
        return self.version.label

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Return what is worth knowing about the chapter."""
        return self.chapter.explain

    @cached_property
    def form_class(self) -> Any:  # type: ignore[override]
        """Return the form of the single figures."""
        return form_class_of(self.chapter, self.version.content)

    @cached_property
    def lines(self) -> Any:  # type: ignore[override]
        """Return a formset for each table."""
        tables = self.chapter.every_table()
        return {table.name: (table.title, formset_class_of(table, self.version.content)) for _within, table in tables}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        version = self.version
        return [
            Crumb(_("Warranty policy"), address("policy:list")),
            Crumb(version.label, address("policy:detail", [version.pk])),
        ]

    def record(self) -> PolicyVersion:
        """Compare the version: a stale form is refused."""
        return self.version

    def initial(self) -> dict[str, Any]:
        """Show the draft's figures."""
        return figures_of(self.chapter, self.version.content)

    def line_initial(self, name: str) -> list[dict[str, Any]]:
        """Show the draft's rows."""
        tables = {table.name: (within, table) for within, table in self.chapter.every_table()}
        within, table = tables[name]
        return rows_of(table, within, self.version.content)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; or with a file, fill the rows from it and show them."""
        if request.FILES.get("sheet"):
            return self.fill(request)
        return super().post(request, *args, **kwargs)

    def fill(self, request: HttpRequest) -> HttpResponse:
        """Show the rows of the file, each error beside its field; nothing is saved yet."""
        form = self.make_form(bound=True)
        upload: Any = request.FILES["sheet"]
        self.line_forms = self.make_lines(bound=True)
        try:
            found = read_sheets(self.chapter, str(upload.name), upload.read())
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self.show(form, status=422)
        if sum(len(rows) * len(rows[0]) for rows in found.values() if rows) > SHOWN_CELLS:
            return self.take_in(form, str(upload.name), upload)
        for name, rows in found.items():
            self.line_forms[name] = self._filled(name, rows)
        form.is_valid()
        count = sum(map(len, found.values()))
        told = ngettext(
            "%(n)d row was read from the file. Check it, then save.",
            "%(n)d rows were read from the file. Check them, then save.",
            count,
        )
        messages.info(self.request, told % {"n": count})
        return self.show(form)

    def take_in(self, form: Any, name: str, upload: Any) -> HttpResponse:
        """Take in what is too much to be shown and sent as a form: every row is checked, all are saved or none."""
        upload.seek(0)
        try:
            done = fill_chapter(self.version.pk, self.chapter, name=name, content=upload.read(), acting_user=self.actor)
        except DomainError as error:
            return self.refuse(form, error)
        if isinstance(done, PolicyVersion):
            messages.success(self.request, now_("All rows of the file were checked and saved."))
            return redirect(address("policy:chapter", [self.version.pk, self.chapter.code]))
        return redirect(done.get_absolute_url())

    def _filled(self, name: str, rows: Sequence[Mapping[str, str]]) -> Any:
        data = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"{name}-{number}-{field}": value for field, value in row.items()}
        lines = self.lines[name][1](data, prefix=name)
        lines.is_valid()
        return lines

    def perform(self, form: Any) -> str:
        """Save the chapter."""
        version = self.version
        amend_policy(
            version.pk,
            effective_from=version.effective_from,
            summary=version.summary,
            content=content_with(version, self.chapter, form.cleaned_data, self.line_forms),
            acting_user=self.actor,
        )
        return address("policy:chapter", [version.pk, self.chapter.code])

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Show what does not fit together in the row and field that the refusal names."""
        place = str(error.details.get("place", "")).split(".")
        for name, rows in self.line_forms.items():
            if name in place and (rest := place[place.index(name) + 1 :]):
                standing = [row for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
                row = standing[int(rest[0])] if rest[0].isdigit() and int(rest[0]) < len(standing) else None
                if row is not None and len(rest) > 1 and rest[1] in row.fields:
                    row.add_error(rest[1], str(error.message))
                    return self.show(form, status=422)
        if len(place) == 2 and place[1] in form.fields:
            form.add_error(place[1], str(error.message))
            return self.show(form, status=422)
        return super().refuse(form, error)

    def context(self) -> dict[str, Any]:
        """Return the tabs and the codes that are offered while somebody types."""
        version, chapter = self.version, self.chapter
        known = {source: known_names(source, version.content) for source in DATALISTS}
        return {
            "tabs": tabs_of(version, chapter.code),
            "known": known,
            "export": address("policy:export", [version.pk, chapter.code]),
        }


class ExportChapter(Page):
    """A chapter's tables as a workbook."""

    action = "policy.view"
    title = _("Export")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        version: PolicyVersion = versions_for(self.actor).get_or_404(self.kwargs["pk"])
        chapter = chapter_of(self.kwargs["chapter"])
        name = f"{version.label}-{chapter.code}.xlsx"
        return bytes_answer(workbook_of(chapter, version.content), name, TYPES["xlsx"])
