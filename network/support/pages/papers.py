"""Papers of stations: writing at the station, the regional office's review, the section's answer."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import WrongState
from common.files.answers import file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.support.actions import papers as actions
from network.support.actions.papers import ANSWER_FILE, PAPER
from network.support.choices import PaperStatus
from network.support.files import file_of, files_of
from network.support.pages.paper_forms import AnswerForm, PassForm, ResendForm, WriteForm
from network.support.pages.paper_tables import PaperFilter, PaperTable
from network.support.paper_models import StationPaper
from network.support.paper_selectors import ANSWER, REVIEW, VIEW, WRITE, may_answer, papers_for

HOME = _("Papers of stations")
OWN = _("Papers to head office")


class PaperList(ListPage):
    """Papers in sight; the box searches title, text and answer."""

    action = VIEW
    title = HOME
    table_class = PaperTable
    filterset_class = PaperFilter
    empty = _("No paper. What a station writes is reviewed by its regional office, then answered by a section.")

    def rows(self) -> Any:
        """Return the papers in sight."""
        return papers_for(self.actor)


class OwnPaperList(PaperList):
    """What a station has written."""

    title = OWN
    create = Button(_("Write to head office"), "support:paper_write", action=WRITE, primary=True, icon="plus")
    empty = _("Nothing is written yet. Questions, requests, reports and proposals go to the regional office first.")


class PaperPage(Page):
    """What the pages of one paper share."""

    lit = "support:papers"

    @cached_property
    def paper(self) -> StationPaper:
        """Return the paper. Raises NotYours."""
        found: StationPaper = papers_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the paper."""
        home = OWN if self.actor.is_station else HOME
        return [Crumb(home, reverse("support:papers")), Crumb(self.paper.number, self.paper.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.paper.title


class PaperDetail(DetailPage):
    """One paper: what was written, who passed it, what the section answers."""

    action = VIEW
    list_name = "support:papers"
    lit = "support:papers"

    def record(self) -> Any:
        """Return the paper."""
        return papers_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(OWN if self.actor.is_station else HOME, reverse("support:papers"))]

    def subtitle_for(self, paper: StationPaper) -> Text:
        """Return the station."""
        return str(paper.station)

    def facts(self, paper: StationPaper) -> Sequence[Fact]:
        """Return kind, section, the people and the next limit."""
        waits = paper.status in (PaperStatus.REVIEW, PaperStatus.PASSED)
        late = _("overdue") if paper.is_late else ""
        return [
            Fact(_("kind"), paper.get_kind_display()),
            Fact(_("section"), paper.get_section_display()),
            Fact(pgettext_lazy("paper", "written by"), paper.written_by_name, hint=show_moment(paper.sent_at)),
            Fact(pgettext_lazy("paper", "next step due by"), show_moment(paper.due_at) if waits else "", hint=late),
            Fact(_("passed by"), paper.reviewed_by_name, hint=show_moment(paper.reviewed_at)),
            Fact(pgettext_lazy("paper", "answered by"), paper.answered_by_name, hint=show_moment(paper.answered_at)),
            *([Fact(_("note of the regional office"), paper.note, wide=True)] if paper.note else []),
        ]

    def sections(self, paper: StationPaper) -> Sequence[Section]:
        """Return text and answer, each with its files."""
        found = [Section(_("Text"), "support/paper.html", {"text": paper.text, "files": files_links(paper, PAPER)})]
        if paper.answer:
            context = {"text": paper.answer, "files": files_links(paper, ANSWER_FILE)}
            found.append(Section(_("Answer"), "support/paper.html", context))
        return found

    def buttons(self, paper: StationPaper) -> Sequence[Button]:
        """Offer each side its step."""
        key = (paper.pk,)
        moves = paper.possible_moves()
        if self.actor.is_station:
            again = Button(_("Send again"), "support:paper_resend", action=WRITE, args=key, primary=True, icon="pencil")
            back = Button(_("Take back"), "support:paper_withdraw", action=WRITE, args=key, danger=True)
            return [
                *([back] if PaperStatus.WITHDRAWN in moves else []),
                *([again] if PaperStatus.REVIEW in moves else []),
            ]
        if PaperStatus.PASSED in moves and paper.station.region == self.actor.region:
            return [
                Button(_("Send back"), "support:paper_return", action=REVIEW, args=key, icon="arrow-back-up"),
                Button(_("Pass on"), "support:paper_pass", action=REVIEW, args=key, primary=True, icon="check"),
            ]
        if PaperStatus.ANSWERED in moves and may_answer(self.actor, paper):
            return [
                Button(_("Answer"), "support:paper_answer", action=ANSWER, args=key, primary=True, icon="message-2")
            ]
        return []


def files_links(paper: StationPaper, kind: str) -> list[tuple[Any, str, str]]:
    """Return (file, its address, nothing) of the paper's or the answer's files."""
    return [(one, reverse("support:paper_file", args=[paper.pk, one.pk]), "") for one in files_of(paper.pk, kind)]


class Write(FormPage):
    """A station writes to head office."""

    action = WRITE
    title = _("Write to head office")
    form_class = WriteForm
    submit_label = _("Send to the regional office")
    success = _("The regional office has it now. It passes it to the section, or sends it back with a reason.")
    lit = "support:papers"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(OWN, reverse("support:papers"))]

    def perform(self, form: Any) -> str:
        """Send it."""
        return actions.write_paper(acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Resend(PaperPage, FormPage):
    """Send a paper again that came back."""

    action = WRITE
    title = _("Send again")
    form_class = ResendForm
    submit_label = _("Send to the regional office")

    def record(self) -> Any:
        """Return the paper that came back."""
        if PaperStatus.REVIEW not in self.paper.possible_moves():
            raise WrongState
        return self.paper

    def initial(self) -> dict[str, Any]:
        """Begin with what was written."""
        return {"title": self.paper.title, "text": self.paper.text}

    def perform(self, form: Any) -> str:
        """Send it."""
        return actions.resend_paper(self.paper.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Withdraw(PaperPage, ActPage):
    """Take a paper back."""

    action = WRITE
    title = _("Take back")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Take it back."""
        return actions.withdraw_paper(self.paper.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class Pass(PaperPage, FormPage):
    """The regional office passes a paper to its section."""

    action = REVIEW
    title = _("Pass on")
    form_class = PassForm
    submit_label = _("Pass on")
    narrow = True

    def initial(self) -> dict[str, Any]:
        """Begin with the section that the station named."""
        return {"section": self.paper.section}

    def perform(self, form: Any) -> str:
        """Pass it."""
        return actions.pass_paper(self.paper.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class Return(PaperPage, ActPage):
    """The regional office sends a paper back."""

    action = REVIEW
    title = _("Send back")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Send it back."""
        return actions.return_paper(self.paper.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class Answer(PaperPage, FormPage):
    """The section answers."""

    action = ANSWER
    title = _("Answer")
    form_class = AnswerForm

    def perform(self, form: Any) -> str:
        """Answer it."""
        return actions.answer_paper(self.paper.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class PaperFile(PaperPage):
    """One file of a paper or of its answer."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        held = {one.pk for one in files_of(self.paper.pk, ANSWER_FILE)}
        kind = ANSWER_FILE if self.kwargs["file"] in held else PAPER
        return file_answer(file_of(self.paper.pk, kind, self.kwargs["file"]))
