"""The steps of a technical question, each for the side that takes it."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import ActPage, FormPage
from network.questions import actions
from network.questions.actions.publishing import first_words
from network.questions.pages import forms
from network.questions.pages.questions import OfQuestion
from network.questions.selectors import ANSWER, ASK
from network.support.literature_selectors import DRAFT


class Take(OfQuestion, ActPage):
    """Take it from the queue."""

    action = ANSWER
    title = _("Take it")
    success = _("It is yours. The asker is told.")

    def perform(self, reason: str) -> str:
        """Take it; of two at once the second one is told."""
        actions.take_question(self.question.pk, acting_user=self.actor)
        return self.back()


class Answer(OfQuestion, FormPage):
    """Support's answer with its solution."""

    action = ANSWER
    title = pgettext_lazy("button of a question", "Answer")
    form_class = forms.AnswerForm
    success = _("The asker is asked to confirm.")

    def initial(self) -> dict[str, Any]:
        """Begin with what was said last, and with the vehicle's own component and model."""
        question = self.question
        models = question.solution_models or ([question.model.code] if question.model else [])
        component = question.component.code if question.component else ""
        return {
            "cause": question.cause,
            "remedy": question.remedy,
            "component": component,
            "vehicle_models": models,
            "parts": ", ".join(question.solution_parts),
        }

    def perform(self, form: Any) -> str:
        """Answer."""
        given = form.cleaned_data
        actions.answer(
            self.question.pk,
            text=given["text"],
            solution=form.solution(),
            photos=given["photos"],
            acting_user=self.actor,
        )
        return self.back()


class AskBack(OfQuestion, FormPage):
    """What support needs to know."""

    action = ANSWER
    title = _("Ask back")
    form_class = forms.TextForm
    success = _("The asker is asked. Your time stands still until the reply.")

    def perform(self, form: Any) -> str:
        """Ask."""
        actions.ask_back(self.question.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Escalate(OfQuestion, ActPage):
    """Pass it on to the expert group."""

    action = ANSWER
    title = _("Pass to the expert group")
    reason = "required"
    success = _("It waits in the queue of the expert group.")

    def perform(self, reason: str) -> str:
        """Pass it on."""
        actions.escalate(self.question.pk, reason=reason, acting_user=self.actor)
        return self.back()


class HandBack(OfQuestion, ActPage):
    """Somebody else takes it."""

    action = ANSWER
    title = _("Put back into the queue")
    reason = "required"

    def perform(self, reason: str) -> str:
        """Put it back."""
        actions.hand_back(self.question.pk, reason=reason, acting_user=self.actor)
        return self.back()


class Reply(OfQuestion, FormPage):
    """What the asker says to what support asked."""

    action = ASK
    title = pgettext_lazy("button of a question", "Reply")
    form_class = forms.TextForm
    success = _("Technical support goes on with it.")

    def perform(self, form: Any) -> str:
        """Reply."""
        actions.reply(self.question.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Confirm(OfQuestion, FormPage):
    """The answer helped."""

    action = ASK
    title = _("It is solved")
    form_class = forms.NoteForm
    success = _("The question is solved.")
    narrow = True

    def perform(self, form: Any) -> str:
        """Confirm it."""
        actions.confirm_solution(self.question.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Refuse(OfQuestion, FormPage):
    """The answer did not help."""

    action = ASK
    title = _("It is not solved")
    form_class = forms.TextForm
    success = _("Technical support goes on with it.")

    def perform(self, form: Any) -> str:
        """Say why."""
        actions.refuse_solution(self.question.pk, acting_user=self.actor, **form.cleaned_data)
        return self.back()


class Reopen(OfQuestion, ActPage):
    """The fault came back."""

    action = ASK
    title = pgettext_lazy("button of a question", "Reopen")
    reason = "required"
    success = _("Technical support goes on with it.")

    def perform(self, reason: str) -> str:
        """Reopen it."""
        actions.reopen(self.question.pk, reason=reason, acting_user=self.actor)
        return self.back()


class Withdraw(OfQuestion, ActPage):
    """The asker does not need an answer any more."""

    action = ASK
    title = pgettext_lazy("button of a question", "Withdraw")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Take it back."""
        actions.withdraw(self.question.pk, reason=reason, acting_user=self.actor)
        return self.back()


class ProposeCase(OfQuestion, FormPage):
    """A solved question for the library."""

    action = DRAFT
    title = _("Propose as technical case")
    form_class = forms.CaseForm
    submit_label = _("Propose as technical case")
    success = _("The case is drafted. A second person releases it in the library.")

    def initial(self) -> dict[str, Any]:
        """Begin with what question and solution say."""
        return asdict(first_words(self.question))

    def perform(self, form: Any) -> str:
        """Draft it."""
        actions.propose_case(self.question.pk, form.text(), acting_user=self.actor)
        return self.back()
