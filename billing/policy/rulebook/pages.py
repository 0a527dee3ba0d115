"""Pages of the versions of some room's rules: all of them, one, two side by side, drafting and publishing.

A room puts `paths(SHELF, "rules/")` into its addresses, or `reading(SHELF, "rules/")` where versions are read alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.book import Book
from billing.policy.rulebook.filters import filter_of
from billing.policy.rulebook.shelf import Shelf
from billing.policy.rulebook.versions import RuleVersion
from common.errors import NotYours
from common.pages import (
    ActPage,
    Button,
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
from common.pages.moments import MomentField
from common.pages.parts import address
from common.pages.tables import show_moment
from common.text import Text


class OnShelf:
    """What belongs to the versions of one room."""

    shelf: ClassVar[Shelf]
    actor: Any
    kwargs: dict[str, Any]

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(self.shelf.title, address(self.shelf.name))]

    def version(self) -> Any:
        """Return the version of the address through the gate."""
        return self.shelf.versions_for(self.actor).get_or_404(self.kwargs["pk"])


class VersionTable(RecordTable):
    """The versions."""

    label = NumberColumn()
    status = StatusColumn()
    valid_from = MomentColumn()
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        fields = ("label", "status", "valid_from", "summary", "drafted_by_name", "published_by_name", "published_at")


class VersionList(ListPage):
    """All versions."""

    shelf: ClassVar[Shelf]
    empty = _("No version yet: the example holds. Draft the first one from it.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return self.shelf.versions_for(self.actor)

    def page_buttons(self) -> list[Button]:
        """Draft from what is in force, or compare."""
        shelf = self.shelf
        return [
            Button(_("Compare"), f"{shelf.name}_compare", shelf.reads, icon="columns"),
            Button(_("Draft a version"), f"{shelf.name}_draft", shelf.drafts, primary=True, icon="plus"),
        ]


class VersionDetail(OnShelf, DetailPage):  # type: ignore[misc]
    """One version, line by line."""

    template_name = "policy/detail.html"

    def record(self) -> Any:
        """Return the version."""
        return self.version()

    def facts(self, record: Any) -> list[Fact]:
        """Return dates and people."""
        live = self.shelf.live(self.actor)
        return [
            Fact(_("Valid from"), show_moment(record.valid_from), hint=_("in force now") if record == live else ""),
            Fact(_("Drafted by"), record.drafted_by_name),
            Fact(_("Published by"), record.published_by_name),
            Fact(_("What changes"), record.summary, wide=True),
        ]

    def sections(self, record: Any) -> list[Section]:
        """Return a block for each group of lines."""
        lines = self.shelf.book.lines_of(self.shelf.read(record))
        groups = [(title, [one for one in lines if one.group == code]) for code, title in self.shelf.book.titles()]
        return [Section(title, "policy/clauses.html", {"clauses": group}) for title, group in groups]

    def buttons(self, record: Any) -> list[Button]:
        """Return what the transition table leaves to do."""
        shelf, args, moves = self.shelf, (record.pk,), record.possible_moves()
        compared = f"{address(f'{shelf.name}_compare')}?right={record.pk}"
        found = [Button(_("Compare"), compared, shelf.reads, icon="columns")]
        if PolicyStatus.PUBLISHED not in moves:
            return found
        return [
            *found,
            Button(_("Edit"), f"{shelf.name}_edit", shelf.drafts, args, icon="pencil"),
            Button(_("Withdraw"), f"{shelf.name}_withdraw", shelf.drafts, args, danger=True),
            Button(_("Publish"), f"{shelf.name}_publish", shelf.publishes, args, primary=True, icon="check"),
        ]


class CompareVersions(OnShelf, Page):  # type: ignore[misc]
    """Two versions side by side, at first against what is in force."""

    title = _("Compare two versions")
    template_name = "policy/rules_compare.html"

    def context(self) -> dict[str, Any]:
        """Return the two versions; the left one is at first the live one, or the example."""
        shelf = self.shelf
        versions = list(shelf.versions_for(self.actor)[:100])
        live = shelf.live(self.actor)
        right = self._chosen("right", versions, versions[0] if versions else None)
        left = self._chosen("left", versions, live if live != right else None)
        groups = shelf.book.compare(shelf.read(left), shelf.read(right))
        every = bool(self.request.GET.get("every"))
        count = sum(pair.differs for _title, pairs in groups for pair in pairs)
        shown = [(title, [pair for pair in pairs if every or pair.differs]) for title, pairs in groups]
        return {
            "versions": versions,
            "left": left,
            "right": right,
            "example": _("Example"),
            "groups": [group for group in shown if group[1]],
            "count": count,
            "every": every,
        }

    def _chosen(self, name: str, versions: Sequence[Any], usual: RuleVersion | None) -> RuleVersion | None:
        wanted = self.request.GET.get(name)
        if wanted is None or wanted == "example":
            return usual if wanted is None else None
        found: RuleVersion | None = next((one for one in versions if str(one.pk) == wanted), None)
        if found is None:
            raise NotYours
        return found


class VersionForm(forms.Form):
    """Label, moment, purpose, and every figure of the book."""

    label = forms.CharField(label=_("Version"), max_length=40)
    valid_from = MomentField(
        label=_("Valid from"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Holds from then on, or from its publication when that comes later."),
    )
    summary = forms.CharField(
        label=_("What changes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    book: ClassVar[Book]

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        for clause in self.book.clauses:
            self.fields[clause.name] = clause.kind.field(label=clause.label, help_text=clause.hint)


def tables_of(book: Book) -> Mapping[str, tuple[Text, type[forms.BaseFormSet]]]:
    """Return the tables as the form page takes its lines."""
    return {
        table.name: (
            table.title,
            forms.formset_factory(table.form, extra=0, can_delete=True, max_num=table.most, validate_max=True),
        )
        for table in book.tables
    }


class VersionPage(OnShelf, FormPage):  # type: ignore[misc]
    """The base of drafting and editing."""

    def begun_from(self) -> RuleVersion | None:
        """Return the version whose values the form shows at first."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """Return the figures as they are typed."""
        policy = self.shelf.read(self.begun_from())
        return {one.name: one.kind.shown(getattr(policy, one.name)) for one in self.shelf.book.clauses}

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Return the rows as they are typed."""
        table = next(one for one in self.shelf.book.tables if one.name == name)
        return [table.shown(row) for row in getattr(self.shelf.read(self.begun_from()), name)]

    def typed(self, form: Any) -> dict[str, Any]:
        """Return what was typed, as the actions take it."""
        cleaned, book = form.cleaned_data, self.shelf.book
        values = {clause.name: clause.kind.stored(cleaned[clause.name]) for clause in book.clauses}
        for table in book.tables:
            rows = [row.cleaned_data for row in self.line_forms[table.name].forms if row.cleaned_data]
            values[table.name] = [table.stored(row) for row in rows if not row.get("DELETE")]
        return {"valid_from": cleaned["valid_from"], "summary": cleaned["summary"], "values": values}


class DraftVersion(VersionPage):
    """A new draft that begins as a copy of what is in force."""

    title = _("Draft a version")

    def begun_from(self) -> RuleVersion | None:
        """Return the version in force."""
        return self.shelf.live(self.actor)

    def perform(self, form: Any) -> str:
        """Begin it."""
        label = form.cleaned_data["label"]
        found: str = self.shelf.draft(label=label, **self.typed(form), acting_user=self.actor).get_absolute_url()
        return found


class EditVersion(VersionPage):
    """Change a draft."""

    title = _("Edit the draft")

    def record(self) -> Any:
        """Compare the version: a stale form is refused."""
        return self.version()

    def begun_from(self) -> RuleVersion | None:
        """Return the draft itself."""
        found: RuleVersion = self.object
        return found

    def initial(self) -> dict[str, Any]:
        """Return the draft's head and figures."""
        head = {name: getattr(self.object, name) for name in ("label", "valid_from", "summary")}
        return head | super().initial()

    def make_form(self, *, bound: bool) -> Any:
        """The label stays."""
        form = super().make_form(bound=bound)
        form.fields["label"].disabled = True
        return form

    def perform(self, form: Any) -> str:
        """Save it."""
        found: str = self.shelf.amend(self.object.pk, **self.typed(form), acting_user=self.actor).get_absolute_url()
        return found


class VersionAct(OnShelf, ActPage):  # type: ignore[misc]
    """The base of steps of one version."""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*super().crumbs(), Crumb(_("Version"), address(f"{self.shelf.name}_version", [self.kwargs["pk"]]))]


class PublishVersion(VersionAct):
    """Put a draft in force: a second person does."""

    title = _("Publish")
    submit_label = _("Publish")
    success = _("Published.")

    def perform(self, reason: str) -> str:
        """Publish it."""
        found: str = self.shelf.publish(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()
        return found


class WithdrawVersion(VersionAct):
    """Put a draft away."""

    title = _("Withdraw")
    submit_label = _("Withdraw")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        version = self.shelf.withdraw(self.kwargs["pk"], reason=reason, acting_user=self.actor)
        found: str = version.get_absolute_url()
        return found


def reading(
    shelf: Shelf, prefix: str, *, every: type[VersionList] = VersionList, one: type[VersionDetail] = VersionDetail
) -> list[URLPattern]:
    """Return the addresses at which a room's versions are read: all, two side by side, one. A room may show more on the first and the last."""
    table = _kind(shelf, VersionTable, Meta=_kind(shelf, VersionTable.Meta, model=shelf.model))
    everything = {"title": shelf.title, "table_class": table, "filterset_class": filter_of(shelf.model)}
    return [
        _at(shelf, prefix, "", _page(every, shelf, shelf.reads, **everything)),
        _at(shelf, f"{prefix}compare/", "_compare", _page(CompareVersions, shelf, shelf.reads)),
        _at(shelf, f"{prefix}<uuid:pk>/", "_version", _page(one, shelf, shelf.reads)),
    ]


def paths(shelf: Shelf, prefix: str, **bases: Any) -> list[URLPattern]:
    """Return the addresses of a room's versions, the steps from draft to force among them; `bases` as `reading` takes them."""
    form = _kind(shelf, VersionForm, book=shelf.book)
    typed = {"form_class": form, "lines": tables_of(shelf.book), "explain": shelf.hint}
    step = f"{prefix}<uuid:pk>/"
    return [
        *reading(shelf, prefix, **bases),
        _at(shelf, f"{prefix}draft/", "_draft", _page(DraftVersion, shelf, shelf.drafts, **typed)),
        _at(shelf, f"{step}edit/", "_edit", _page(EditVersion, shelf, shelf.drafts, **typed)),
        _at(shelf, f"{step}publish/", "_publish", _page(PublishVersion, shelf, shelf.publishes, explain=shelf.effect)),
        _at(shelf, f"{step}withdraw/", "_withdraw", _page(WithdrawVersion, shelf, shelf.drafts)),
    ]


def _kind(shelf: Shelf, base: type, /, **said: Any) -> Any:
    """Return a class of the room's own: the base, and what the room says."""
    maker: Any = type(base)
    return maker(base.__name__, (base,), {"__module__": shelf.model.__module__, "__doc__": base.__doc__, **said})


def _page(base: type, shelf: Shelf, action: str, **said: Any) -> Any:
    lit = {} if issubclass(base, VersionList) else {"lit": shelf.name}
    return _kind(shelf, base, shelf=shelf, action=action, **lit, **said)


def _at(shelf: Shelf, route: str, step: str, page: Any) -> URLPattern:
    found: URLPattern = path(route, page.as_view(), name=shelf.name.partition(":")[2] + step)
    return found
