"""Copies of documents: a station's inbox, signing and carrying out; head office's list of who signed, and its check of the evidence."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from common.files.answers import file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.support import actions
from network.support.actions.copies import CHECK, EVIDENCE, SIGN
from network.support.choices import TO_EXECUTE, CopyStatus, DocumentStatus
from network.support.files import attached_to, file_of, files_of
from network.support.models import DocumentCopy
from network.support.pages.documents import VIEW, library_of, limits_of, text_section
from network.support.pages.fields import overdue_since
from network.support.pages.forms import RemarkForm, ReportForm, ReturnForm
from network.support.pages.tables import CopyFilter, CopyTable, InboxTable
from network.support.selectors import copies_for, copy_in_place_of, edition_in_force, may_act_on


class CopyList(ListPage):
    """Who signed for what, and who is late."""

    action = VIEW
    title = _("Copies and signatures")
    table_class = CopyTable
    filterset_class = CopyFilter
    empty = _("No copy. Each post gets one when a document is released.")
    is_whole = True

    def rows(self) -> Any:
        """Return the copies in sight."""
        return copies_for(self.actor)


class Inbox(CopyList):
    """The documents that a station was sent; the box searches their texts."""

    title = _("Documents received")
    table_class = InboxTable
    empty = _("Head office has sent no document yet.")


class CopyPage(Page):
    """What the pages of one copy share."""

    lit = "support:copies"

    @cached_property
    def copy(self) -> DocumentCopy:
        """Return the copy. Raises NotYours."""
        found: DocumentCopy = copies_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the copy."""
        return [
            Crumb(_list_title(self.actor), reverse("support:copies")),
            Crumb(self.copy.document.number, self.copy.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return the document's title."""
        return self.copy.document.title


def _list_title(actor: Any) -> Text:
    title: Text = Inbox.title if actor.is_station else CopyList.title
    return title


def _in_place_of(copy: DocumentCopy, actor: Actor) -> list[Fact]:
    """Lead from a copy of an edition that was replaced to the post's copy of the one in force."""
    current = edition_in_force(copy.document) if copy.document.status == DocumentStatus.REPLACED else None
    if current is None:
        return []
    following = copy_in_place_of(copy, current, actor)
    words = _("Edition %(number)s is in force.")
    return [
        Fact(
            _("This edition is superseded."),
            str(words) % {"number": current.edition},
            url=following.get_absolute_url() if following else "",
            wide=True,
        )
    ]


class CopyDetail(DetailPage):
    """One copy: the document as this post was sent it, who signed, how it was carried out."""

    action = VIEW
    list_name = "support:copies"
    lit = "support:copies"

    def record(self) -> Any:
        """Return the copy."""
        return copies_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_list_title(self.actor), reverse("support:copies"))]

    def subtitle_for(self, copy: DocumentCopy) -> Text:
        """Return station and post."""
        return f"{copy.station} · {copy.get_post_display()}"

    def facts(self, copy: DocumentCopy) -> Sequence[Fact]:
        """Return the document's kind and edition, and what was done with it by when."""
        document, waits = copy.document, copy.status in TO_EXECUTE
        late_to_sign = overdue_since(copy.sign_by, copy.signed_at, is_open=copy.status == CopyStatus.TO_SIGN)
        facts = [
            *_in_place_of(copy, self.actor),
            Fact(_("kind"), document.get_kind_display()),
            *library_of(document),
            Fact(_("edition"), document.edition, hint=document.changes),
            Fact(
                pgettext_lazy("document", "released by"),
                document.released_by_name,
                hint=show_moment(document.released_at),
            ),
            Fact(
                _("to be signed for by"),
                show_moment(copy.sign_by),
                hint=late_to_sign,
            ),
            Fact(_("signed for by"), copy.signed_by_name, hint=show_moment(copy.signed_at)),
        ]
        if document.is_carried_out:
            late_to_do = overdue_since(copy.execute_by, None if waits else copy.reported_at, is_open=waits)
            facts += [
                *limits_of(document)[2:],
                Fact(
                    _("to be carried out by"),
                    show_moment(copy.execute_by),
                    hint=late_to_do,
                ),
                Fact(_("carried out by"), copy.reported_by_name, hint=show_moment(copy.reported_at)),
                Fact(_("checked by"), copy.checked_by_name, hint=show_moment(copy.checked_at)),
                Fact(_("remark of head office"), copy.remark, wide=True),
            ]
        return facts

    def sections(self, copy: DocumentCopy) -> Sequence[Section]:
        """Return the document, and the evidence."""
        found = [text_section(copy.document, "support:copy_file", key=copy.pk)]
        if copy.reported_at:
            files = [
                (one, reverse("support:evidence", args=[copy.pk, one.pk]), "") for one in files_of(copy.pk, EVIDENCE)
            ]
            found.append(Section(_("How it was carried out"), "support/evidence.html", {"copy": copy, "files": files}))
        return found

    def buttons(self, copy: DocumentCopy) -> Sequence[Button]:
        """Offer the post its step, and head office its check."""
        key = (copy.pk,)
        if self.actor.is_office and copy.status == CopyStatus.REPORTED:
            return [
                Button(_("Send back"), "support:evidence_return", action=CHECK, args=key, icon="arrow-back-up"),
                Button(
                    pgettext_lazy("document", "Accept"),
                    "support:evidence_accept",
                    action=CHECK,
                    args=key,
                    primary=True,
                    icon="check",
                ),
            ]
        if not self.actor.is_station or not may_act_on(self.actor, copy):
            return []
        if copy.status == CopyStatus.TO_SIGN:
            return [Button(_("Sign for it"), "support:sign", action=SIGN, args=key, primary=True, icon="signature")]
        if copy.status in TO_EXECUTE:
            return [
                Button(
                    _("Report that it is carried out"),
                    "support:report",
                    action=SIGN,
                    args=key,
                    primary=True,
                    icon="upload",
                )
            ]
        return []


class Sign(CopyPage, ActPage):
    """The post signs for its copy."""

    action = SIGN
    title = _("Sign for it")
    success = _("You have signed for the document.")
    explain = _("You confirm that you have received and read it. Your name and the time are kept.")

    def perform(self, reason: str) -> str:
        """Sign."""
        return actions.sign_copy(self.copy.pk, acting_user=self.actor).get_absolute_url()


class Report(CopyPage, FormPage):
    """The post says how it was carried out."""

    action = SIGN
    title = _("Report that it is carried out")
    form_class = ReportForm
    success = _("Head office has the evidence now and checks it.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Hand it in."""
        made = actions.report_execution(self.copy.pk, acting_user=self.actor, **form.cleaned_data)
        return made.get_absolute_url()


class Accept(CopyPage, FormPage):
    """Head office accepts the evidence."""

    action = CHECK
    title = pgettext_lazy("document", "Accept")
    form_class = RemarkForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Accept it."""
        remark = form.cleaned_data["remark"]
        return actions.accept_execution(self.copy.pk, remark=remark, acting_user=self.actor).get_absolute_url()


class Return(CopyPage, FormPage):
    """Head office sends the evidence back."""

    action = CHECK
    title = _("Send back")
    form_class = ReturnForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Send it back."""
        return actions.return_execution(self.copy.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class CopyFile(CopyPage):
    """One file of the document, for who has a copy of it."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        return file_answer(file_of(*attached_to(self.copy.document), self.kwargs["file"]))


class EvidenceFile(CopyPage):
    """One file of the evidence."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        return file_answer(file_of(self.copy.pk, EVIDENCE, self.kwargs["file"]))
