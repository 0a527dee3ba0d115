"""The list page: filter, sort, columns, saved views, paging, bulk actions and export, all in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import MultiWidget
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import RequestConfig

from common.errors import NotAllowed
from common.pages.base import Page
from common.pages.exports import EXPORT_CAP, InPieces, export
from common.pages.filters import RecordFilter
from common.pages.paging import PAGE_SIZES, CappedPaginator, FullPaginator, capped_count, count_text, page_size
from common.pages.parts import Button
from common.pages.ports import View, ports
from common.pages.tables import RecordTable
from common.text import Text

STATE = ("sort", "page", "per_page", "columns", "view", "format")
BULK_CAP = 500
QUICK = 3
RANGE_ENDS = ("after", "before", "min", "max")


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something done to many rows at once: `perform(rows, actor)` returns how many it changed."""

    label: Text
    action: str
    perform: Callable[[QuerySet[Any], Any], int]
    danger: bool = False


class ListPage(Page):
    """A list of records. A subclass names `table_class`, `filterset_class` and `rows()`; see `docs/changing.md`."""

    template_name = "pages/list.html"
    table_class: ClassVar[type[RecordTable]]
    filterset_class: ClassVar[type[RecordFilter] | None] = None
    create: ClassVar[Button | None] = None
    bulk: ClassVar[Sequence[Bulk | tuple[Text, str, Callable[..., int]]]] = ()
    empty: Text = _("Nothing here yet.")
    live: ClassVar[str] = ""
    is_whole: ClassVar[bool] = False  # for head office `rows()` are (nearly) all rows of the table

    def rows(self) -> QuerySet[Any]:
        """Return what the actor may see, through the app's gate."""
        raise NotImplementedError

    def page_buttons(self) -> Sequence[Button]:
        """Return the button that makes a new record."""
        return [self.create] if self.create else []

    # what the address says

    @cached_property
    def filters(self) -> RecordFilter | None:
        """Return the filter, bound to the query string."""
        query = self.request.GET
        return self.filterset_class(query, self.rows(), request=self.request) if self.filterset_class else None

    def filtered(self) -> QuerySet[Any]:
        """Return the rows that the filter leaves, unsorted."""
        if self.filters is None:
            return self.rows()
        rows: QuerySet[Any] = self.filters.qs
        return rows

    @cached_property
    def table(self) -> RecordTable:
        """Return the table, sorted and with the chosen columns, one page of it."""
        table = self.whole_table(self.filtered())
        per_page = page_size(self.request.GET.get("per_page"), table._meta.per_page)
        number = self.request.GET.get("page", "1")
        paging = {"paginator_class": self.paginator_class(), "per_page": per_page, "page": number}
        self._paginate(table, paging)
        return table

    def paginator_class(self) -> type[CappedPaginator]:
        """Return how to page. What a very common word alone finds in the whole table need not be counted to tell that it is too much."""
        chosen = self.filters
        is_full = self.is_whole and chosen is not None and chosen.is_common and not chosen.active()
        return FullPaginator if is_full else CappedPaginator

    def _paginate(self, table: RecordTable, paging: dict[str, Any]) -> None:
        number = paging.pop("page")
        table.paginate(page=1, **paging)
        table.page = table.paginator.get_page(number)

    def whole_table(self, rows: QuerySet[Any]) -> RecordTable:
        """Return the table over all of `rows`, sorted and with the chosen columns."""
        table = self.table_class(rows)
        RequestConfig(self.request, paginate=False).configure(table)
        table.choose(name for part in self.request.GET.getlist("columns") for name in part.split(","))
        return table

    def query_without(self, *names: str) -> str:
        """Return the query string without some parameters."""
        pairs = [(key, value) for key, values in self.request.GET.lists() for value in values if key not in names]
        return urlencode([pair for pair in pairs if pair[1] != ""])

    def chips(self) -> list[tuple[Any, str, str]]:
        """Return (label, words, query string without it) of each filter in force."""
        active = self.filters.active() if self.filters else []
        return [
            (
                label,
                words,
                self.query_without("page", "view", name, *(f"{name}_{end}" for end in RANGE_ENDS)) or "view=all",
            )
            for name, label, words in active
        ]

    def filter_fields(self) -> dict[str, Any]:
        """Return the filter's boxes: those in the bar, and those below "Filters" with the number of them in force."""
        if self.filters is None:
            return {}
        form = self.filters.form
        names = [name for name in form.fields if name != "q"]
        narrow = [name for name in names if not isinstance(form.fields[name].widget, MultiWidget)]
        quick = [name for name in self.filters.quick if name in names] or narrow[:QUICK]
        used = {name for name, _label, _words in self.filters.active()}
        more = [name for name in names if name not in quick]
        return {
            "quick_fields": [form[name] for name in quick],
            "more_fields": [form[name] for name in more],
            "more_active": len(used.intersection(more)),
            "view_query": self.query_without("page", "view", "format"),
        }

    # saved views

    @property
    def key(self) -> str:
        """Return the name under which views of this list are saved."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @cached_property
    def views(self) -> Sequence[View]:
        """Return the saved views that the actor sees here."""
        return ports.saved_views.of(self.actor, self.key)

    def _default_view(self) -> View | None:
        return None if self.request.GET else next((view for view in self.views if view.default), None)

    # answers

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, or its rows alone for a part of the page, or a file."""
        if kind := request.GET.get("format"):
            return self.neighbours() if kind == "links" else self.download(kind)
        if view := self._default_view():
            return redirect(f"{request.path}?{view.query}&view={view.id}")
        part = request.headers.get("HX-Target") == "list" and request.headers.get("HX-Request") == "true"
        return self.render("pages/list_part.html" if part else "")

    def download(self, kind: str) -> HttpResponse:
        """Return the filtered rows as a file."""
        table = self.whole_table(self.filtered())
        table.data.data = InPieces(table.data.data[:EXPORT_CAP])
        return export(table, kind, slugify(type(self).__name__.removesuffix("List")) or "list")

    def neighbours(self) -> HttpResponse:
        """Return the addresses of this page's records: the detail page steps through them."""
        return JsonResponse({"links": self.table.links(), "pages": self.table.paginator.num_pages})

    def context(self) -> dict[str, Any]:
        """Return the list's parts."""
        table = self.table
        return {
            "table": table,
            "paginator": table.paginator,
            "page_sizes": PAGE_SIZES,
            "filters": self.filters,
            "chips": self.chips(),
            **self.filter_fields(),
            "views": self.views,
            "view_id": self.request.GET.get("view", ""),
            "bulk_actions": self.bulk_open(),
            "filter_query": self.query_without(*STATE),
            "state_query": self.query_without("page", "format"),
            "is_filtered": bool(self.query_without(*STATE)),
        }

    # bulk

    def bulk_open(self) -> list[tuple[int, Bulk]]:
        """Return (number, bulk action) of those that the actor may do."""
        known = [one if isinstance(one, Bulk) else Bulk(*one) for one in self.bulk]
        return [(number, one) for number, one in enumerate(known) if self.actor.may(one.action)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do something to the chosen rows, or to all that match the filter; ask first, with the count."""
        number, chosen = request.POST.get("bulk", ""), dict(self.bulk_open())
        if not number.isdigit() or int(number) not in chosen:
            raise NotAllowed
        one, rows = chosen[int(number)], self.bulk_rows()
        count = capped_count(rows)
        if not count:
            messages.warning(request, gettext("No row was chosen. Mark some rows first."))
            return redirect(request.get_full_path())
        if "confirmed" not in request.POST:
            return self.ask(one, number, count)
        done = one.perform(rows, self.actor)
        messages.success(request, ngettext("%(n)d record changed.", "%(n)d records changed.", done) % {"n": done})
        return redirect(request.get_full_path())

    def bulk_rows(self) -> QuerySet[Any]:
        """Return the chosen rows, always through the filter and the gate."""
        rows = self.filtered()
        if self.request.POST.get("all"):
            return rows
        return rows.filter(pk__in=[one for one in self.request.POST.getlist("ids") if one][:BULK_CAP])

    def ask(self, one: Bulk, number: str, count: int) -> HttpResponse:
        """Show what is about to happen, and to how many rows."""
        ids = self.request.POST.getlist("ids")
        everything = bool(self.request.POST.get("all"))
        context: dict[str, Any] = {
            "bulk": one,
            "number": number,
            "count": count,
            "count_text": count_text(count),
            "ids": ids,
        }
        return self.render("pages/bulk.html", everything=everything, **context)
