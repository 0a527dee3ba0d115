"""Technical questions: queue, list, raising one, and the record for both sides."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import Invalid
from common.files.answers import PICTURES, file_answer
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.questions.actions import ask_question
from network.questions.choices import Desk, Origin, QuestionStatus
from network.questions.models import TechnicalQuestion
from network.questions.origins import matter_of
from network.questions.pages.forms import AskForm
from network.questions.pages.tables import QuestionFilter, QuestionTable
from network.questions.selectors import (
    ANSWER,
    ASK,
    EXPERT,
    VIEW,
    case_of,
    entries_of,
    evidence_file,
    evidence_of,
    is_askers,
    is_takers,
    questions_for,
    queue_of,
)
from network.support.choices import DocumentStatus
from network.support.literature_selectors import DRAFT
from network.support.similar import button_to_similar

HOME = pgettext_lazy("list", "Technical questions")
S = QuestionStatus


class QuestionList(ListPage):
    """Technical questions in sight."""

    action = VIEW
    title = HOME
    table_class = QuestionTable
    filterset_class = QuestionFilter
    create = Button(_("Ask technical support"), "questions:ask", action=ASK, primary=True, icon="plus")
    empty = _("No technical question. What is stuck in the workshop or on the phone is asked here.")

    def rows(self) -> QuerySet[Any]:
        """Return the questions."""
        return questions_for(self.actor)


class Queue(ListPage):
    """What waits for somebody of technical support, the most urgent first, then the oldest."""

    action = ANSWER
    title = _("Queue of technical support")
    table_class = QuestionTable
    filterset_class = QuestionFilter
    empty = _("Nobody waits for technical support.")

    def rows(self) -> QuerySet[Any]:
        """Return the queue."""
        return queue_of(self.actor)


class Ask(FormPage):
    """Raise a question; `?origin=` and `?reference=` fill in what the order or the case tells."""

    action = ASK
    title = _("Ask technical support")
    form_class = AskForm
    submit_label = _("Send to technical support")
    success = _("Technical support has your question. You are told when somebody works on it.")
    lit = "questions:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("questions:list"))]

    def initial(self) -> dict[str, Any]:
        """Fill in what the repair order or the case tells."""
        given = super().initial()
        origin = given.setdefault("origin", Origin.FREE.value)
        if origin not in (Origin.REPAIR, Origin.CASE) or not given.get("reference"):
            return given
        try:
            matter = matter_of(Origin(origin), given["reference"], actor=self.actor)
        except Invalid:  # the form says so when it is sent
            return given
        told = {
            "vehicle": matter.vin,
            "mileage_km": matter.mileage_km,
            "symptom": matter.symptom,
            "failure_code": matter.failure_code,
            "description": matter.about,
            "tried": matter.tried,
        }
        return {name: value for name, value in told.items() if value} | given

    def perform(self, form: Any) -> str:
        """Raise it."""
        return ask_question(form.facts(), acting_user=self.actor).get_absolute_url()


class QuestionDetail(DetailPage):
    """One question: what is known, the thread, the solution, and the next step of whoever looks."""

    action = VIEW
    list_name = "questions:list"
    lit = "questions:list"

    def record(self) -> Any:
        """Return the question."""
        return questions_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("questions:list"))]

    def subtitle_for(self, question: TechnicalQuestion) -> Text:
        """Return who asks."""
        return str(question.station or _("Head office"))

    def facts(self, question: TechnicalQuestion) -> Sequence[Fact]:
        """Return vehicle, codes, who asks, who works on it and until when."""
        late = _("overdue") if question.is_overdue else ""
        level = _("escalation level %(n)d") % {"n": question.escalation} if question.escalation else ""
        found = [
            Fact(_("urgency"), question.get_urgency_display()),
            Fact(pgettext_lazy("technical question", "with"), question.get_desk_display()),
            Fact(_("vehicle"), question.vin, hint=question.model.name if question.model else ""),
            Fact(_("built on"), question.built_month),
            Fact(_("mileage (km)"), f"{question.mileage_km:,}" if question.mileage_km is not None else ""),
            Fact(_("component"), str(question.component or "")),
            Fact(_("symptom"), question.get_symptom_display()),
            Fact(_("failure code"), question.failure_code),
            Fact(_("fault codes"), "、".join(question.fault_codes)),
            Fact(_("raised from"), question.get_origin_display(), hint=question.reference),
            Fact(
                pgettext_lazy("technical question", "asked by"),
                f"{question.asked_by_name}, {show_moment(question.created_at)}",
            ),
            Fact(pgettext_lazy("technical question", "worked on by"), question.taken_by_name or _("nobody yet")),
            *([self._case(question)] if question.literature else []),
            *([Fact(_("due"), show_moment(question.due_at), hint=late or level)] if question.is_live else []),
            Fact(_("what is noticed"), question.description, wide=True),
            Fact(_("measurements"), question.measurements, wide=True),
            Fact(_("what was tried"), question.tried, wide=True),
        ]
        return [one for one in found if one.value not in ("", None)]

    def _case(self, question: TechnicalQuestion) -> Fact:
        """Return the technical case that came of it; a station reads of it once it is in force."""
        case = case_of(self.actor, question)
        if case is None:
            return Fact(_("technical case"), "")
        return Fact(_("technical case"), case.number, url=case.get_absolute_url(), hint=case.get_status_display())

    def sections(self, question: TechnicalQuestion) -> Sequence[Section]:
        """Return files, thread and solution."""
        said, files = entries_of(question), evidence_of(question)
        lines = [(one, [file for file in files if file.subject_id == one.pk]) for one in said]
        own = [file for file in files if file.subject_id == question.pk]
        found = []
        if question.cause:
            found.append(Section(_("Solution"), "questions/solution.html", {"question": question}))
        if own:
            shown = {"files": own, "question": question}
            found.append(Section(_("Photos and documents"), "questions/files.html", shown, count=len(own)))
        thread = {"lines": lines, "question": question}
        return [*found, Section(_("Answers and replies"), "questions/thread.html", thread, count=len(said))]

    def buttons(self, question: TechnicalQuestion) -> Sequence[Button]:
        """Offer what the state leaves to this side, and solved cases of the same kind while none is found."""
        similar = None
        if question.is_live and question.model:
            code = question.component.code if question.component else ""
            similar = button_to_similar(self.actor, question.model.code, code)
        found = [*self._support(question), *self._asker(question)]
        return [*found, *([similar] if similar else [])]

    def _support(self, question: TechnicalQuestion) -> Sequence[Button]:
        key, status = (question.pk,), question.status
        if status == S.SOLVED and self.actor.is_office and not _has_case(question):
            return [Button(_("Propose as technical case"), "questions:propose_case", DRAFT, key, icon="books")]
        open_to_me = question.desk == Desk.SUPPORT or self.actor.may(EXPERT)
        if status == S.WAITING and self.actor.is_office and open_to_me and question.asked_by_id != self.actor.id:
            return [Button(_("Take it"), "questions:take", ANSWER, key, primary=True, icon="user")]
        if status != S.TAKEN or not is_takers(self.actor, question):
            return []
        passing = Button(_("Pass to the expert group"), "questions:escalate", ANSWER, key, icon="arrow-up")
        return [
            Button(pgettext_lazy("button of a question", "Answer"), "questions:answer", ANSWER, key, primary=True),
            Button(_("Ask back"), "questions:ask_back", ANSWER, key, icon="message"),
            *([passing] if question.desk == Desk.SUPPORT else []),
            Button(_("Put back into the queue"), "questions:hand_back", ANSWER, key),
        ]

    def _asker(self, question: TechnicalQuestion) -> Sequence[Button]:
        key, status = (question.pk,), question.status
        if not is_askers(self.actor, question):
            return []
        found = []
        if status == S.ASKED_BACK:
            found.append(
                Button(pgettext_lazy("button of a question", "Reply"), "questions:reply", ASK, key, primary=True)
            )
        if status == S.ANSWERED:
            found += [
                Button(_("It is solved"), "questions:confirm", ASK, key, primary=True, icon="check"),
                Button(_("It is not solved"), "questions:refuse", ASK, key),
            ]
        if status == S.SOLVED and not question.reopened:
            found.append(Button(pgettext_lazy("button of a question", "Reopen"), "questions:reopen", ASK, key))
        if S.WITHDRAWN in question.possible_moves():
            found.append(
                Button(pgettext_lazy("button of a question", "Withdraw"), "questions:withdraw", ASK, key, danger=True)
            )
        return found


class OfQuestion(Page):
    """What pages of one question share: the record through the gate, and the way back."""

    lit = "questions:list"

    @cached_property
    def question(self) -> TechnicalQuestion:
        """Return the question. Raises NotYours."""
        found: TechnicalQuestion = questions_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("questions:list")), Crumb(self.question.number, self.question.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return what it is about."""
        return self.question.title

    def back(self) -> str:
        """Return the question's page."""
        return self.question.get_absolute_url()


class Evidence(OfQuestion):
    """One picture, or one document."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a picture; hand a document out as a download, never to be shown inside our pages."""
        return file_answer(evidence_file(self.question, self.kwargs["file"]), shown=PICTURES)


def _has_case(question: TechnicalQuestion) -> bool:
    return question.literature is not None and question.literature.status != DocumentStatus.WITHDRAWN


def asking_button(origin: Origin, number: str) -> Button:
    """Return the button that leads to the form, with the record that it is raised from."""
    known = urlencode({"origin": origin.value, "reference": number})
    return Button(_("Ask technical support"), f"{reverse('questions:ask')}?{known}", action=ASK, icon="help")
