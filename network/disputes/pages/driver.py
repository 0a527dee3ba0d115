"""The driver's page: how the dispute stands, what is proposed, and a box for the driver's word. No sign-in, a signed address."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid, NotYours
from common.money import Money
from common.pages import PUBLIC, Page
from common.scope import for_office
from common.text import Text
from network.disputes.choices import HEARD, DisputeStatus, Side
from network.disputes.links import dispute_of, driver_answers, driver_confirms, driver_states
from network.disputes.models import ServiceDispute
from network.disputes.pages.forms import MOST_FILES, AnswerForm, StatementForm
from network.disputes.selectors import proposals_of, statements_of
from network.hotline.pages.sharing import speak


class Driver(Page):
    """What the holder of the link may see and say."""

    action = PUBLIC
    title = _("Your dispute")
    template_name = "disputes/driver.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or that the link does not work: one sentence for all reasons."""
        return self._show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in a statement, an answer or a confirmation. A refusal is a sentence."""
        token = self.kwargs["token"]
        try:
            said = self._take(token, request)
        except NotYours:
            return self._over()
        except DomainError as refusal:
            return self._show(problem=refusal.message, typed=request.POST, status=refusal.status)
        return self._show(said=said)

    def _take(self, token: str, request: HttpRequest) -> Text:
        step = request.POST.get("step", "")
        if step == "confirm":
            driver_confirms(token)
            return _("Thank you. The dispute is settled.")
        if step == "answer":
            answer = _sound(AnswerForm(request.POST))
            driver_answers(token, accepts=answer["accepts"], reason=answer["reason"][:500])
            return _("Thank you. Your answer is on record.")
        statement = _sound(StatementForm(request.POST, request.FILES))
        driver_states(token, statement["text"], statement["photos"])
        return _("Thank you. The mediator and the station read what you say.")

    def _show(self, *, status: int = 200, **told: Any) -> HttpResponse:
        try:
            with for_office():
                context = _view(dispute_of(self.kwargs["token"]))
        except NotYours:
            return self._over()
        speak(self.request, context["dispute"].language)
        return self.render(**context, **told, status=status)

    def _over(self) -> HttpResponse:
        return self.render("disputes/driver_over.html", status=404)


def _sound(form: Form) -> dict[str, Any]:
    """Return what was typed. Raises Invalid with the form's first sentence: half of it must not count as an answer."""
    if form.is_valid():
        return form.cleaned_data
    raise Invalid(str(next(iter(form.errors.values()))[0]))


def _view(dispute: ServiceDispute) -> dict[str, Any]:
    """Return what the driver may see: both sides' words, the newest proposal, what is asked of the driver now."""
    proposal = next(iter(proposals_of(dispute)), None)
    is_asked = dispute.status == DisputeStatus.PROPOSED and proposal is not None and not proposal.driver_word
    return {
        "dispute": dispute,
        "station": dispute.station.name,
        "statements": [(one, one.side == Side.DRIVER) for one in statements_of(dispute)],
        "proposal": proposal,
        "gets": Money(proposal.total_minor, proposal.currency) if proposal and proposal.total_minor else "",
        "may_state": dispute.status in HEARD,
        "may_answer": is_asked,
        "may_confirm": dispute.status == DisputeStatus.AGREED and dispute.carried_out_at is not None,
        "most": MOST_FILES,
    }
