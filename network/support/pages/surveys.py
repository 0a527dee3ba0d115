"""Tasks and surveys at head office: asking, who has answered, what the answers say together."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import business_zone
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.exports import workbook
from common.pages.tables import show_moment
from common.text import Text
from network.support.actions import surveys as actions
from network.support.actions.surveys import ASK
from network.support.audience import in_words
from network.support.choices import SurveyStatus
from network.support.pages.fields import audience_of
from network.support.pages.survey_forms import QuestionFormSet, SurveyForm, row_of
from network.support.pages.survey_tables import SurveyFilter, SurveyTable
from network.support.questions import questions_in
from network.support.survey_models import Survey
from network.support.survey_selectors import VIEW, answers_by_region, consolidated, may_manage, surveys_for
from tenants.registry.choices import Region

HOME = _("Tasks and surveys")


class SurveyList(ListPage):
    """Tasks and surveys; the box searches titles and purposes of both languages."""

    action = VIEW
    title = HOME
    table_class = SurveyTable
    filterset_class = SurveyFilter
    create = Button(_("Ask stations"), "support:survey_draft", action=ASK, primary=True, icon="plus")
    empty = _("Nothing is asked. A task or survey is a form of your own, sent to the posts that you choose.")
    is_whole = True

    def rows(self) -> Any:
        """Return them."""
        return surveys_for(self.actor)


class SurveyDetail(DetailPage):
    """One task or survey: its questions with what the answers say, and who has answered, by office."""

    action = VIEW
    list_name = "support:surveys"
    lit = "support:surveys"

    def record(self) -> Any:
        """Return it."""
        return surveys_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("support:surveys"))]

    def facts(self, survey: Survey) -> Sequence[Fact]:
        """Return kind, limit, audience and purpose."""
        return [
            Fact(_("kind"), survey.get_kind_display()),
            Fact(_("to be answered by"), show_moment(survey.due_at)),
            Fact(pgettext_lazy("survey", "asked by"), survey.asked_by_name),
            Fact(_("sent out at"), show_moment(survey.started_at)),
            Fact(_("audience"), in_words(survey), wide=True),
            Fact(pgettext_lazy("survey", "what it is about"), survey.purpose, wide=True),
        ]

    def sections(self, survey: Survey) -> Sequence[Section]:
        """Return progress by office, and each question with its figures."""
        whole = consolidated(survey, self.actor)
        found = [
            Section(
                _("Questions and answers"),
                "support/figures.html",
                {"asked": whole.asked, "count": len(whole.rows)},
                self._exports(survey),
                count=len(whole.rows),
            )
        ]
        if survey.status != SurveyStatus.DRAFT:
            rows = [
                row | {"region": Region(row["station__region"]).label} for row in answers_by_region(survey, self.actor)
            ]
            link = f"{reverse('support:answers')}?number={survey.number}"
            context = {"rows": rows, "survey": survey}
            buttons = [Button(_("All answers"), link, action=VIEW, icon="list")]
            found.insert(0, Section(_("Answered, by office"), "support/answered.html", context, buttons))
        return found

    def _exports(self, survey: Survey) -> list[Button]:
        key = (survey.pk,)
        if survey.status == SurveyStatus.DRAFT:
            return []
        return [
            Button(_("Answers as a table"), "support:survey_table", action=VIEW, args=key, icon="list-details"),
            Button(_("Answers (XLSX)"), "support:survey_book", action=VIEW, args=key, icon="file-spreadsheet"),
        ]

    def buttons(self, survey: Survey) -> Sequence[Button]:
        """Offer what the state allows to whoever asked."""
        key = (survey.pk,)
        if not may_manage(self.actor, survey):
            return []
        if survey.status == SurveyStatus.DRAFT:
            return [
                Button(_("Put away"), "support:survey_close", action=ASK, args=key, danger=True),
                Button(_("Edit"), "support:survey_edit", action=ASK, args=key, icon="pencil"),
                Button(_("Send out"), "support:survey_start", action=ASK, args=key, primary=True, icon="check"),
            ]
        close = Button(
            pgettext_lazy("survey", "Close"), "support:survey_close", action=ASK, args=key, danger=True, icon="lock"
        )
        return [close] if survey.status == SurveyStatus.RUNNING else []


class SurveyPage(Page):
    """What the steps of one task or survey share."""

    lit = "support:surveys"

    @cached_property
    def survey(self) -> Survey:
        """Return it. Raises NotYours."""
        found: Survey = surveys_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("support:surveys")), Crumb(self.survey.number, self.survey.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return its title."""
        return self.survey.title


class Draft(FormPage):
    """Ask stations something."""

    action = ASK
    title = _("Ask stations")
    form_class = SurveyForm
    lines: ClassVar[Any] = {"questions": (_("questions"), QuestionFormSet)}
    success = _("The draft is kept. Look at it, then send it out.")
    lit = "support:surveys"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("support:surveys"))]

    def initial(self) -> dict[str, Any]:
        """A regional office asks its own stations."""
        return {"regions": [self.actor.region]} if self.actor.region else {}

    def asked(self, form: Any) -> Any:
        """Return text and questions that were typed."""
        rows = [
            one for one in self.line_forms["questions"].forms if one.cleaned_data and not one.cleaned_data["DELETE"]
        ]
        return form.text([one.question() for one in rows])

    def perform(self, form: Any) -> str:
        """Draft it."""
        made = actions.draft_survey(self.asked(form), form.audience(), acting_user=self.actor)
        return made.get_absolute_url()


class Edit(SurveyPage, Draft):
    """Change a draft."""

    title = _("Edit")
    success = _("Saved.")

    def record(self) -> Any:
        """Return the draft: two who edit at once are told."""
        return self.survey

    def initial(self) -> dict[str, Any]:
        """Begin with what it says."""
        names = ("kind", "title_zh", "title_en", "purpose_zh", "purpose_en")
        last = self.survey.due_at.astimezone(business_zone()).date()
        return {name: getattr(self.survey, name) for name in names} | {"due_on": last} | audience_of(self.survey)

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Begin with its questions."""
        return [row_of(one) for one in questions_in(self.survey.questions)]

    def perform(self, form: Any) -> str:
        """Amend it."""
        made = actions.amend_survey(self.survey.pk, self.asked(form), form.audience(), acting_user=self.actor)
        return made.get_absolute_url()


class Start(SurveyPage, ActPage):
    """Send it out."""

    action = ASK
    title = _("Send out")
    success = _("Each post that is asked has the form now.")
    explain = _("Each post that it is addressed to gets the form. The questions can't be changed afterwards.")

    def perform(self, reason: str) -> str:
        """Send it out."""
        return actions.start_survey(self.survey.pk, acting_user=self.actor).get_absolute_url()


class Close(SurveyPage, ActPage):
    """Take no more answers."""

    action = ASK
    title = pgettext_lazy("survey", "Close")
    danger = True
    explain = _("No more answers are taken. What was saved and not handed in counts as not answered.")

    def perform(self, reason: str) -> str:
        """Close it."""
        return actions.close_survey(self.survey.pk, acting_user=self.actor).get_absolute_url()


class AnswerSheet(SurveyPage):
    """The consolidated answers as a table."""

    action = VIEW
    title = _("Answers as a table")
    template_name = "support/sheet.html"

    def page_buttons(self) -> Sequence[Button]:
        """Offer the same as a workbook."""
        key = (self.survey.pk,)
        return [Button(_("Answers (XLSX)"), "support:survey_book", action=VIEW, args=key, icon="file-spreadsheet")]

    def context(self) -> dict[str, Any]:
        """Return header and rows."""
        return {"whole": consolidated(self.survey, self.actor)}


class AnswerBook(SurveyPage):
    """The consolidated answers and their figures as a workbook."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        whole = consolidated(self.survey, self.actor)
        figures = [
            [one.question.words, one.answered, what, value]
            for one in whole.asked
            for what, value in one.figures or [("", "")]
        ]
        header = [str(words) for words in (_("question"), pgettext_lazy("survey", "answered"), _("figure"), _("value"))]
        sheets: list[Any] = [
            (str(pgettext_lazy("survey", "Answers")), [whole.header, *whole.rows]),
            (str(_("Figures")), [header, *figures]),
        ]
        return workbook(sheets, self.survey.number)
