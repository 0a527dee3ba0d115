"""The library of service literature: its list, favourites, what was opened last, one edition, its files; writing, release, retirement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.files.answers import file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.further import further_steps
from common.pages.tables import show_moment
from common.pages.timeline import timeline_of
from common.text import Text
from network.support.actions import literature as actions
from network.support.actions.copies import SIGN
from network.support.actions.literature import LiteratureText
from network.support.audience import in_words
from network.support.choices import DocumentStatus, LiteratureKind
from network.support.files import LITERATURE, file_of, files_of
from network.support.literature_models import Literature
from network.support.literature_selectors import (
    DRAFT,
    RELEASE,
    VIEW,
    component_choices,
    editions_of,
    favourites,
    literature_for,
    mark_of,
    model_choices,
    recently_opened,
    sent_with,
    signed_of,
    to_sign_for,
)
from network.support.literature_texts import texts_of
from network.support.models import IssuedDocument
from network.support.pages.fields import AudienceForm, FilesField, audience_of, long_text, several
from network.support.pages.literature_tables import LiteratureFilter, LiteratureTable

HOME = _("Service literature")
LIST = "support:literature_list"
TEXT = ("kind", "title_zh", "title_en", "body_zh", "body_en", "changes", "vehicle_models", "component", "sign_days")


class LiteratureForm(AudienceForm):
    """An edition of a piece of literature."""

    kind = forms.ChoiceField(label=_("kind"), choices=LiteratureKind.choices)
    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=160)
    title_en = forms.CharField(label=_("title (English)"), max_length=160, required=False)
    body_zh = long_text(_("contents (Chinese)"), help_text=_("What is written here is searched."))
    body_en = long_text(_("contents (English)"), required=False)
    changes = long_text(_("what is new in this edition"), rows=2, required=False)
    sign_days = forms.IntegerField(
        label=_("to be signed for within (working days)"),
        min_value=0,
        max_value=250,
        initial=0,
        required=False,
        help_text=_(
            "0: nobody signs for it. Else each post gets a copy to sign for, is reminded, and who is late is told."
        ),
    )
    vehicle_models = several(_("vehicle models"), help_text=_("None: all models."))
    component = forms.ChoiceField(label=_("component"), required=False)
    files = FilesField()  # type: ignore[assignment]  # the form's own `files` is an attribute of the instance
    field_order = (*TEXT, "files", "posts", "regions", "levels", "brands", "stations")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["vehicle_models"].choices = model_choices()
        fields["component"].choices = [("", "—"), *component_choices()]

    def text(self) -> LiteratureText:
        """Return what was typed."""
        typed = {name: self.cleaned_data[name] for name in TEXT}
        return LiteratureText(**typed | {"sign_days": typed["sign_days"] or 0})


def signed_words(document: IssuedDocument) -> Text:
    """Say how many of the copies are signed for, and how many are late."""
    sent, signed, late = signed_of(document)
    return _("%(signed)d of %(sent)d, late: %(late)d") % {"signed": signed, "sent": sent, "late": late}


def shown_at_first(row: Literature) -> dict[str, Any]:
    """Return what the form shows at first for an edition."""
    code = row.component.code if row.component else ""
    return {name: getattr(row, name) for name in TEXT} | {"component": code} | audience_of(row)


class LiteratureList(ListPage):
    """The library; the box searches titles and contents of both languages."""

    action = VIEW
    title = HOME
    table_class = LiteratureTable
    filterset_class = LiteratureFilter
    create = Button(_("Draft literature"), "support:literature_draft", action=DRAFT, primary=True, icon="plus")
    empty = _("Nothing in the library yet. Head office drafts literature, and a second person releases it.")

    def rows(self) -> Any:
        """Return the editions in sight."""
        return literature_for(self.actor)


class FavouriteList(LiteratureList):
    """What the reader keeps at hand."""

    title = _("Favourites")
    empty = _("No favourite. Choose Keep at hand on the page of a piece of literature.")
    lit = LIST

    def rows(self) -> Any:
        """Return the editions of what is kept."""
        return literature_for(self.actor).filter(family__in=favourites(self.actor))


class RecentList(LiteratureList):
    """What the reader opened last."""

    title = _("Recently opened")
    empty = _("You have not opened a file of the library yet.")
    lit = LIST

    def rows(self) -> Any:
        """Return the editions of what was opened."""
        return literature_for(self.actor).filter(family__in=recently_opened(self.actor))


class LiteratureDetail(DetailPage):
    """One edition: what it is about, its files, the other editions, and who opened it."""

    action = VIEW
    list_name = LIST
    lit = LIST

    def record(self) -> Any:
        """Return the edition."""
        return literature_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse(LIST))]

    def facts(self, edition: Literature) -> Sequence[Fact]:
        """Return what it is about, the two people, and from when to when it was in force."""
        facts = [
            Fact(_("kind"), edition.get_kind_display()),
            Fact(_("edition"), edition.edition, hint=edition.changes),
            Fact(_("vehicle models"), edition.models_in_words),
            Fact(_("component"), str(edition.component or "")),
            Fact(
                pgettext_lazy("document", "released by"),
                edition.released_by_name,
                hint=show_moment(edition.released_at),
            ),
            Fact(_("no longer in force since"), show_moment(edition.withdrawn_at)),
        ]
        document = sent_with(edition)
        if self.actor.is_office:
            facts += [
                *([Fact(_("Signed for"), signed_words(document), url=document.get_absolute_url())] if document else []),
                *([Fact(_("to be signed for within (working days)"), edition.sign_days)] if edition.sign_days else []),
                Fact(_("drafted by"), edition.drafted_by_name, hint=show_moment(edition.created_at)),
                Fact(_("audience"), in_words(edition), wide=True),
            ]
        return facts

    def sections(self, edition: Literature) -> Sequence[Section]:
        """Return contents and files, and the other editions; an old one says that it is superseded, and by which."""
        remove = edition.status == DocumentStatus.DRAFT and self.actor.may(DRAFT)
        files = [
            (
                one,
                reverse("support:literature_file", args=[edition.pk, one.pk]),
                reverse("support:literature_file_remove", args=[edition.pk, one.pk]) if remove else "",
            )
            for one in files_of(edition.pk, LITERATURE)
        ]
        editions = list(editions_of(edition, self.actor))
        current = next((one for one in editions if one.status == DocumentStatus.IN_FORCE), None)
        is_old = edition.status == DocumentStatus.REPLACED
        shown = {"document": edition, "files": files, "is_old": is_old, "current": current if is_old else None}
        shown["texts"] = texts_of(edition)
        found = [Section(_("Contents"), "support/literature.html", shown)]
        if len(editions) > 1:
            aside = {"editions": editions, "document": edition}
            found.append(Section(_("Editions"), "support/editions.html", aside, aside=True))
        return found

    def timeline(self) -> Sequence[Any]:
        """At a station: who of its people opened it. At head office: everything."""
        verbs = None if self.actor.is_office else ("literature.downloaded",)
        return timeline_of(self.object, self.timeline_length, verbs=verbs)

    def buttons(self, edition: Literature) -> Sequence[Button]:
        """Offer what the state allows, and every reader to keep it at hand."""
        key, mark = (edition.pk,), mark_of(edition, self.actor)
        if mark is not None and mark.is_favourite:
            keep = Button(
                _("Take out of favourites"), "support:literature_drop", action=VIEW, args=key, icon="star-off"
            )
        else:
            keep = Button(_("Keep at hand"), "support:literature_keep", action=VIEW, args=key, icon="star")
        steps = self._steps(edition) if self.actor.is_office else []
        return [*self._sign(edition), keep, *steps, *further_steps(self.actor, edition)]

    def _sign(self, edition: Literature) -> list[Button]:
        copies = to_sign_for(edition, self.actor) if self.actor.is_station else ()
        label = _("Sign for it")
        return [
            Button(label, "support:sign", action=SIGN, args=(one.pk,), primary=True, icon="signature") for one in copies
        ]

    def _steps(self, edition: Literature) -> list[Button]:
        key, status = (edition.pk,), edition.status
        retire = Button(
            pgettext_lazy("literature", "Retire"), "support:literature_retire", action=RELEASE, args=key, danger=True, icon="ban"
        )  # fmt: skip
        if status == DocumentStatus.DRAFT:
            edit = Button(_("Edit"), "support:literature_edit", action=DRAFT, args=key, icon="pencil")
            release = Button(
                pgettext_lazy("document", "Release"), "support:literature_release", action=RELEASE, args=key, primary=True, icon="check"
            )  # fmt: skip
            return [edit, retire, *([release] if edition.drafted_by_id != self.actor.id else [])]
        following = Button(
            _("Draft the next edition"), "support:literature_next", action=DRAFT, args=key, icon="pencil"
        )
        return [following, retire] if status == DocumentStatus.IN_FORCE else [following]


class EditionPage(Page):
    """What the steps of one edition share."""

    lit = LIST

    @cached_property
    def edition(self) -> Literature:
        """Return the edition. Raises NotYours."""
        found: Literature = literature_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the edition."""
        return [Crumb(HOME, reverse(LIST)), Crumb(self.edition.number, self.edition.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.edition.title


class Draft(FormPage):
    """Write a piece of literature."""

    action = DRAFT
    title = _("Draft literature")
    form_class = LiteratureForm
    success = _("The draft is kept. A second person releases it.")
    lit = LIST

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse(LIST))]

    def perform(self, form: Any) -> str:
        """Draft it."""
        files = form.cleaned_data["files"]
        made = actions.draft_literature(form.text(), form.audience(), files=files, acting_user=self.actor)
        return made.get_absolute_url()


class Edit(EditionPage, FormPage):
    """Change a draft."""

    action = DRAFT
    title = _("Edit")
    form_class = LiteratureForm

    def record(self) -> Any:
        """Return the draft: two who edit at once are told."""
        return self.edition

    def initial(self) -> dict[str, Any]:
        """Begin with what it says."""
        return shown_at_first(self.edition)

    def perform(self, form: Any) -> str:
        """Amend it."""
        given = form.cleaned_data["files"]
        made = actions.amend_literature(
            self.edition.pk, form.text(), form.audience(), files=given, acting_user=self.actor
        )
        return made.get_absolute_url()


class Next(EditionPage, FormPage):
    """Write the next edition."""

    action = DRAFT
    title = _("Draft the next edition")
    form_class = LiteratureForm
    success = _("The draft is kept. When it is released, it replaces the edition before.")

    def initial(self) -> dict[str, Any]:
        """Begin with what the edition before says."""
        return shown_at_first(self.edition) | {"changes": ""}

    def perform(self, form: Any) -> str:
        """Draft it."""
        made = actions.draft_literature(
            form.text(),
            form.audience(),
            files=form.cleaned_data["files"],
            follows=self.edition.pk,
            acting_user=self.actor,
        )
        return made.get_absolute_url()


class Release(EditionPage, ActPage):
    """Put a draft in the library."""

    action = RELEASE
    title = pgettext_lazy("document", "Release")
    success = _("It is in the library now.")
    explain = _(
        "The posts that it is addressed to can read it. The edition before stays readable and says that it is superseded."
    )

    def perform(self, reason: str) -> str:
        """Release it."""
        return actions.release_literature(self.edition.pk, acting_user=self.actor).get_absolute_url()


class Retire(EditionPage, ActPage):
    """Take an edition out of the library."""

    action = RELEASE
    title = pgettext_lazy("literature", "Retire")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Retire it."""
        made = actions.retire_literature(self.edition.pk, reason=reason, acting_user=self.actor)
        return made.get_absolute_url()


class Keep(EditionPage, ActPage):
    """Keep it at hand."""

    action = VIEW
    title = _("Keep at hand")
    is_favourite = True

    def perform(self, reason: str) -> str:
        """Mark it."""
        made = actions.keep_at_hand(self.edition.pk, is_favourite=self.is_favourite, acting_user=self.actor)
        return made.get_absolute_url()


class Drop(Keep):
    """Take it out of the favourites."""

    title = _("Take out of favourites")
    is_favourite = False


class LiteratureFile(EditionPage):
    """One file of an edition; who opened it is kept."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        return file_answer(actions.open_file(self.kwargs["pk"], self.kwargs["file"], acting_user=self.actor))


class RemoveFile(EditionPage, ActPage):
    """Take a file out of a draft."""

    action = DRAFT
    title = _("Remove the file")
    danger = True

    def subtitle(self) -> Text:
        """Return the file's name."""
        return file_of(self.edition.pk, LITERATURE, self.kwargs["file"]).name

    def perform(self, reason: str) -> str:
        """Remove it."""
        made = actions.remove_literature_file(self.edition.pk, self.kwargs["file"], acting_user=self.actor)
        return made.get_absolute_url()
