"""Answers to tasks and surveys: filling in at the station, keeping what is typed; head office reads and may send back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import NotYours, WrongState
from common.files.answers import file_answer
from common.files.models import StoredFile
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.support.actions import surveys as actions
from network.support.actions.surveys import ANSWER, ASK
from network.support.choices import TO_ANSWER, AnswerStatus, QuestionKind, SurveyStatus
from network.support.files import file_of, files_of
from network.support.pages.fields import overdue_since
from network.support.pages.forms import ReturnForm
from network.support.pages.survey_forms import FillForm, typed
from network.support.pages.survey_tables import AnswerFilter, AnswerTable, OwnAnswerTable
from network.support.questions import questions_in, shown
from network.support.survey_models import SurveyAnswer
from network.support.survey_selectors import (
    VIEW,
    answers_for,
    held_by,
    kind_of_file,
    may_answer,
    may_manage,
    shows_answers,
)

HOME = _("Answers of stations")
OWN = _("Forms to fill in")


class AnswerList(ListPage):
    """Who has answered, and who is late."""

    action = VIEW
    title = HOME
    table_class = AnswerTable
    filterset_class = AnswerFilter
    empty = _("No answer. Each post gets a form when a task or survey is sent out.")
    is_whole = True

    def rows(self) -> Any:
        """Return the answers in sight."""
        return answers_for(self.actor)


class OwnAnswerList(AnswerList):
    """The forms that a station was sent."""

    title = OWN
    table_class = OwnAnswerTable
    empty = _("Head office has asked nothing yet.")


class AnswerPage(Page):
    """What the pages of one answer share."""

    lit = "support:answers"

    @cached_property
    def answer(self) -> SurveyAnswer:
        """Return the answer. Raises NotYours."""
        found: SurveyAnswer = answers_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the answer."""
        home = OWN if self.actor.is_station else HOME
        return [
            Crumb(home, reverse("support:answers")),
            Crumb(self.answer.survey.number, self.answer.get_absolute_url()),
        ]

    def subtitle(self) -> Text:
        """Return what is asked."""
        return self.answer.survey.title


class AnswerDetail(DetailPage):
    """One answer, question by question."""

    action = VIEW
    list_name = "support:answers"
    lit = "support:answers"

    def record(self) -> Any:
        """Return the answer."""
        return answers_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(OWN if self.actor.is_station else HOME, reverse("support:answers"))]

    def subtitle_for(self, answer: SurveyAnswer) -> Text:
        """Return station and post."""
        return f"{answer.station} · {answer.get_post_display()}"

    def facts(self, answer: SurveyAnswer) -> Sequence[Fact]:
        """Return what is asked, by when, and who has answered."""
        is_open = answer.status in TO_ANSWER
        late = overdue_since(answer.due_at, None if is_open else answer.submitted_at, is_open=is_open)
        return [
            Fact(_("kind"), answer.survey.get_kind_display()),
            Fact(_("to be answered by"), show_moment(answer.due_at), hint=late),
            Fact(_("saved by"), answer.saved_by_name, hint=show_moment(answer.saved_at)),
            Fact(_("handed in by"), answer.submitted_by_name, hint=show_moment(answer.submitted_at)),
            Fact(pgettext_lazy("survey", "what it is about"), answer.survey.purpose, wide=True),
            *([Fact(_("remark of head office"), answer.remark, wide=True)] if answer.remark else []),
        ]

    def sections(self, answer: SurveyAnswer) -> Sequence[Section]:
        """Return questions with answers. What is not handed in yet is the station's own."""
        if self.actor.is_office and answer.status == AnswerStatus.OPEN:
            return []
        rows = [
            (
                one.words,
                shown(one, answer.answers.get(one.code)),
                files_links(answer, one.code) if one.kind == QuestionKind.FILE else [],
            )
            for one in questions_in(answer.survey.questions)
        ]
        return [Section(pgettext_lazy("survey", "Answers"), "support/answers.html", {"rows": rows})]

    def buttons(self, answer: SurveyAnswer) -> Sequence[Button]:
        """Offer the post its form, and who asked the way back."""
        key, survey = (answer.pk,), answer.survey
        if self.actor.is_office:
            may = answer.status == AnswerStatus.SUBMITTED and survey.status == SurveyStatus.RUNNING
            return (
                [Button(_("Send back"), "support:answer_return", action=ASK, args=key, icon="arrow-back-up")]
                if may and may_manage(self.actor, survey)
                else []
            )
        if answer.status in TO_ANSWER and may_answer(self.actor, answer):
            return [Button(_("Fill in"), "support:fill", action=ANSWER, args=key, primary=True, icon="pencil")]
        return []


def files_links(answer: SurveyAnswer, code: str, remove: bool = False) -> list[tuple[StoredFile, str, str]]:
    """Return (file, its address, the address that removes it) of a question's files."""
    return [
        (
            one,
            reverse("support:answer_file", args=[answer.pk, code, one.pk]),
            reverse("support:answer_file_remove", args=[answer.pk, code, one.pk]) if remove else "",
        )
        for one in files_of(answer.pk, kind_of_file(code))
    ]


class Fill(AnswerPage, FormPage):
    """Fill in the form: save what there is as often as wanted, then hand it in."""

    action = ANSWER
    title = _("Fill in")
    template_name = "support/fill.html"
    form_class = FillForm
    submit_label = pgettext_lazy("survey", "Hand in")

    @property
    def is_draft(self) -> bool:
        """Whether the button below the questions was pressed that only saves."""
        return "draft" in self.request.POST

    def record(self) -> Any:
        """Return the answer: two who fill it in at once are told."""
        if self.answer.status not in TO_ANSWER:
            raise WrongState
        return self.answer

    def form_arguments(self) -> dict[str, Any]:
        """Return the questions."""
        return {
            "questions": questions_in(self.answer.survey.questions),
            "held": held_by(self.answer),
            "is_draft": self.is_draft,
        }

    def initial(self) -> dict[str, Any]:
        """Begin with what was saved."""
        return typed(self.answer.answers)

    def context(self) -> dict[str, Any]:
        """Show the files that are there already."""
        asked = [one for one in questions_in(self.answer.survey.questions) if one.kind == QuestionKind.FILE]
        held = [(one.words, files_links(self.answer, one.code, remove=True)) for one in asked]
        return {"held": [pair for pair in held if pair[1]], "answer": self.answer}

    def perform(self, form: Any) -> str:
        """Save, or hand in."""
        answer = actions.save_answer(
            self.answer.pk, form.given(), files=form.uploads(), hand_in=not self.is_draft, acting_user=self.actor
        )
        return self.request.path if self.is_draft else answer.get_absolute_url()


class Return(AnswerPage, FormPage):
    """Send an answer back."""

    action = ASK
    title = _("Send back")
    form_class = ReturnForm
    narrow = True

    def perform(self, form: Any) -> str:
        """Send it back."""
        return actions.return_answer(self.answer.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class AnswerFile(AnswerPage):
    """One file of an answer."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out; before it is handed in, to the station alone."""
        if not shows_answers(self.actor, self.answer):
            raise NotYours
        return file_answer(file_of(self.answer.pk, kind_of_file(self.kwargs["code"]), self.kwargs["file"]))


class RemoveFile(AnswerPage, ActPage):
    """Take a file out of an answer that was not handed in."""

    action = ANSWER
    title = _("Remove the file")
    danger = True

    def perform(self, reason: str) -> str:
        """Remove it."""
        code, file = self.kwargs["code"], self.kwargs["file"]
        answer = actions.remove_answer_file(self.answer.pk, code, file, acting_user=self.actor)
        return reverse("support:fill", args=[answer.pk])
