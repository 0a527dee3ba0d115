"""Documents at head office: list, one edition with who signed for it, drafting, release, withdrawal."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.files.answers import file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.support import actions
from network.support.audience import in_words
from network.support.choices import DocumentStatus
from network.support.files import attached_to, file_of, files_of
from network.support.models import IssuedDocument
from network.support.pages.fields import audience_of
from network.support.pages.forms import DocumentForm, text_of_document
from network.support.pages.tables import DocumentFilter, DocumentTable
from network.support.selectors import by_region, documents_for, editions_of
from tenants.registry.choices import Region

VIEW, DRAFT, RELEASE = "documents.view", "documents.draft", "documents.release"
HOME = _("Issued documents")


class DocumentList(ListPage):
    """Editions of documents; the box searches titles and texts of both languages."""

    action = VIEW
    title = HOME
    table_class = DocumentTable
    filterset_class = DocumentFilter
    create = Button(_("Draft a document"), "support:document_draft", action=DRAFT, primary=True, icon="plus")
    empty = _("No document. Draft one, and let a second person release it.")
    is_whole = True

    def rows(self) -> Any:
        """Return the editions."""
        return documents_for(self.actor)


class DocumentDetail(DetailPage):
    """One edition: text, files, audience, and who has signed for it, by office."""

    action = VIEW
    list_name = "support:documents"
    lit = "support:documents"

    def record(self) -> Any:
        """Return the edition."""
        return documents_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("support:documents"))]

    def facts(self, document: IssuedDocument) -> Sequence[Fact]:
        """Return kind, audience, limits and the two people."""
        return [
            Fact(_("kind"), document.get_kind_display()),
            Fact(_("edition"), document.edition, hint=document.changes),
            Fact(_("drafted by"), document.drafted_by_name, hint=show_moment(document.created_at)),
            Fact(
                pgettext_lazy("document", "released by"),
                document.released_by_name,
                hint=show_moment(document.released_at),
            ),
            *limits_of(document),
            *library_of(document),
            Fact(_("no longer in force since"), show_moment(document.withdrawn_at)),
            Fact(_("audience"), in_words(document), wide=True),
        ]

    def sections(self, document: IssuedDocument) -> Sequence[Section]:
        """Return text and files, progress by office, the other editions."""
        found = [text_section(document, "support:document_file", self._remove(document))]
        if document.status != DocumentStatus.DRAFT:
            rows = [row | {"region": Region(row["station__region"]).label} for row in by_region(document, self.actor)]
            found.append(
                Section(
                    _("Signed for, by office"),
                    "support/by_region.html",
                    {"rows": rows, "document": document},
                    [
                        Button(
                            _("All copies"),
                            f"{reverse('support:copies')}?number={document.number}&edition={document.edition}",
                            action=VIEW,
                            icon="list",
                        )
                    ],
                )
            )
        editions = list(editions_of(document, self.actor))
        if len(editions) > 1:
            found.append(
                Section(
                    _("Editions"), "support/editions.html", {"editions": editions, "document": document}, aside=True
                )
            )
        return found

    def _remove(self, document: IssuedDocument) -> str:
        is_mine = document.status == DocumentStatus.DRAFT and self.actor.may(DRAFT)
        return "support:document_file_remove" if is_mine else ""

    def buttons(self, document: IssuedDocument) -> Sequence[Button]:
        """Offer what the state allows."""
        key = (document.pk,)
        withdraw = Button(
            pgettext_lazy("document", "Withdraw"),
            "support:document_withdraw",
            action=RELEASE,
            args=key,
            danger=True,
            icon="ban",
        )
        if document.status == DocumentStatus.DRAFT:
            edit = Button(_("Edit"), "support:document_edit", action=DRAFT, args=key, icon="pencil")
            release = Button(
                pgettext_lazy("document", "Release"),
                "support:document_release",
                action=RELEASE,
                args=key,
                primary=True,
                icon="check",
            )
            return [edit, withdraw, *([release] if document.drafted_by_id != self.actor.id else [])]
        if document.literature_id:  # its next edition is written in the library
            return [withdraw] if document.status == DocumentStatus.IN_FORCE else []
        following = Button(_("Draft the next edition"), "support:document_next", action=DRAFT, args=key, icon="pencil")
        return [following, withdraw] if document.status == DocumentStatus.IN_FORCE else [following]


def library_of(document: IssuedDocument) -> list[Fact]:
    """Return where the library has what is sent; nothing for a document of its own."""
    if document.literature is None:
        return []
    return [Fact(_("Service literature"), document.literature.number, url=document.literature.get_absolute_url())]


def limits_of(document: IssuedDocument) -> list[Fact]:
    """Return how long stations have, and what they have to show."""
    facts = [Fact(_("to be signed for within (working days)"), document.sign_days)]
    if document.is_carried_out:
        facts += [
            Fact(_("to be carried out within (working days)"), document.execute_days),
            Fact(_("evidence that is asked for"), document.evidence),
        ]
    return facts


def text_section(document: IssuedDocument, file_name: str, remove_name: str = "", key: Any = None) -> Section:
    """Return text and files; `file_name` is the page that hands out a file, for the edition or for the copy `key`."""
    subject = key or document.pk
    files = [
        (one, reverse(file_name, args=[subject, one.pk]), reverse(remove_name, args=[subject, one.pk]) if remove_name else "")
        for one in files_of(*attached_to(document))
    ]  # fmt: skip
    return Section(_("Text"), "support/text.html", {"document": document, "files": files})


class DocumentPage(Page):
    """What the steps of one edition share."""

    lit = "support:documents"

    @cached_property
    def document(self) -> IssuedDocument:
        """Return the edition. Raises NotYours."""
        found: IssuedDocument = documents_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the edition."""
        return [
            Crumb(HOME, reverse("support:documents")),
            Crumb(self.document.number, self.document.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.document.title


class Draft(FormPage):
    """Write a document."""

    action = DRAFT
    title = _("Draft a document")
    form_class = DocumentForm
    success = _("The draft is kept. A second person releases it.")
    lit = "support:documents"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("support:documents"))]

    def perform(self, form: Any) -> str:
        """Draft it."""
        files = form.cleaned_data["files"]
        made = actions.draft_document(form.text(), form.audience(), files=files, acting_user=self.actor)
        return made.get_absolute_url()


class Edit(DocumentPage, FormPage):
    """Change a draft."""

    action = DRAFT
    title = _("Edit")
    form_class = DocumentForm

    def record(self) -> Any:
        """Return the draft: two who edit at once are told."""
        return self.document

    def initial(self) -> dict[str, Any]:
        """Begin with what it says."""
        return text_of_document(self.document) | audience_of(self.document)

    def perform(self, form: Any) -> str:
        """Amend it."""
        made = actions.amend_document(
            self.document.pk,
            form.text(),
            form.audience(),
            files=form.cleaned_data["files"],
            acting_user=self.actor,
        )
        return made.get_absolute_url()


class Next(DocumentPage, FormPage):
    """Write the next edition."""

    action = DRAFT
    title = _("Draft the next edition")
    form_class = DocumentForm
    success = _("The draft is kept. When it is released, it replaces the edition before.")

    def initial(self) -> dict[str, Any]:
        """Begin with what the edition before says."""
        return text_of_document(self.document) | audience_of(self.document) | {"changes": ""}

    def perform(self, form: Any) -> str:
        """Draft it."""
        made = actions.draft_document(
            form.text(),
            form.audience(),
            files=form.cleaned_data["files"],
            follows=self.document.pk,
            acting_user=self.actor,
        )
        return made.get_absolute_url()


class Release(DocumentPage, ActPage):
    """Put a draft in force."""

    action = RELEASE
    title = pgettext_lazy("document", "Release")
    submit_label = _("Release and send")
    success = _("The document is in force, and each post has its copy.")
    explain = _("Each post that it is addressed to gets a copy to sign for. An edition in force is replaced.")

    def perform(self, reason: str) -> str:
        """Release it."""
        return actions.release_document(self.document.pk, acting_user=self.actor).get_absolute_url()


class Withdraw(DocumentPage, ActPage):
    """Take an edition out of force."""

    action = RELEASE
    title = pgettext_lazy("document", "Withdraw")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        made = actions.withdraw_document(self.document.pk, reason=reason, acting_user=self.actor)
        return made.get_absolute_url()


class Attachment(DocumentPage):
    """One file of an edition."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        return file_answer(file_of(*attached_to(self.document), self.kwargs["file"]))


class RemoveAttachment(DocumentPage, ActPage):
    """Take a file out of a draft."""

    action = DRAFT
    title = _("Remove the file")
    danger = True

    def subtitle(self) -> Text:
        """Return the file's name."""
        return file_of(*attached_to(self.document), self.kwargs["file"]).name

    def perform(self, reason: str) -> str:
        """Remove it."""
        made = actions.remove_attachment(self.document.pk, self.kwargs["file"], acting_user=self.actor)
        return made.get_absolute_url()
