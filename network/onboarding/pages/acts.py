"""The forms by which people take a candidate from step to step."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.pages import ActPage, Crumb, FormPage
from common.text import Text
from network.onboarding import actions
from network.onboarding.models import Agreement, Candidate, Standard
from network.onboarding.pages.forms import (
    CandidateForm,
    ConfirmForm,
    InstructionForm,
    OpenForm,
    PhotoForm,
    ScoreForm,
    SignatureForm,
    TermsForm,
)
from network.onboarding.pages.marks import neighbours_of
from network.onboarding.selection.selectors import standard_at
from network.onboarding.selectors import agreements_for, candidates_for


class Propose(FormPage):
    """Writes a candidate down; the map and the planner's tables fill in the place."""

    action = "onboarding.propose"
    title = _("Propose a candidate")
    template_name = "onboarding/propose.html"
    form_class = CandidateForm
    submit_label = _("Propose")
    success = _("The candidate is on the board.")
    lit = "onboarding:board"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Onboarding"), reverse("onboarding:board"))]

    @property
    def marks(self) -> list[dict[str, Any]]:
        """Return what the map shows to pick among."""
        return neighbours_of(self.actor)

    def perform(self, form: CandidateForm) -> str:
        """Propose it."""
        return actions.propose_candidate(form.facts(), acting_user=self.actor).get_absolute_url()


def crumbs_to(candidate: Candidate) -> list[Crumb]:
    """Return the way back from a form to the candidate's page."""
    return [
        Crumb(_("Onboarding"), reverse("onboarding:board")),
        Crumb(candidate.name, candidate.get_absolute_url()),
    ]


class OfCandidate(FormPage):
    """A form about one candidate."""

    narrow = True
    lit = "onboarding:board"

    @cached_property
    def candidate(self) -> Candidate:
        """Return the candidate through the gate."""
        found: Candidate = candidates_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say whose form it is."""
        return str(self.candidate)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        return crumbs_to(self.candidate)

    def back(self) -> str:
        """Return the candidate's page."""
        return self.candidate.get_absolute_url()


class Correct(OfCandidate):
    """Corrects what is known."""

    action = "onboarding.propose"
    title = _("Correct the candidate")
    template_name = "onboarding/propose.html"
    form_class = CandidateForm
    narrow = False

    @property
    def marks(self) -> list[dict[str, Any]]:
        """Return what the map shows to pick among."""
        return neighbours_of(self.actor)

    def record(self) -> Candidate:
        """Return what is edited, so that a stale form is seen."""
        return self.candidate

    def initial(self) -> dict[str, Any]:
        """Show the brands as text."""
        return super().initial() | {"brands": ", ".join(self.candidate.brands)}

    def perform(self, form: CandidateForm) -> str:
        """Correct it."""
        actions.correct_candidate(self.candidate.pk, form.facts(), acting_user=self.actor)
        return self.back()


class ShowContact(OfCandidate, ActPage):
    """Number and mail address in full; the look is recorded."""

    action = "onboarding.propose"
    title = _("Show the number")
    success = ""

    def perform(self, reason: Any) -> HttpResponse:  # type: ignore[override]
        """Show them once."""
        candidate = actions.show_candidate_contact(self.candidate.pk, acting_user=self.actor)
        return self.render("onboarding/contact.html", contact=candidate, back=_("Back to the candidate"))


class AddPhoto(OfCandidate):
    """Adds a photo of the site."""

    action = "onboarding.propose"
    title = _("Add a photo")
    form_class = PhotoForm
    success = _("The photo is kept.")

    def perform(self, form: forms.Form) -> str:
        """Keep it."""
        upload = form.cleaned_data["photo"]
        actions.add_photo(self.candidate.pk, upload.read(), upload.name, acting_user=self.actor)
        return self.back()


class Select(OfCandidate):
    """初选 with the scorecard."""

    action = "onboarding.select"
    title = _("Score and select")
    form_class = ScoreForm
    submit_label = _("Select")
    success = _("Selected. Service management confirms next.")

    @cached_property
    def standard(self) -> Standard:
        """Return the standard in force."""
        return standard_at(now())

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say what is needed to pass."""
        given = {"name": self.standard.label, "mark": self.standard.pass_percent}
        return _("Standard %(name)s. Selected from %(mark)d %% of all points.") % given

    def form_arguments(self) -> dict[str, Any]:
        """Give the form its criteria."""
        return {"standard": self.standard}

    def perform(self, form: ScoreForm) -> str:
        """Select it."""
        comment = form.cleaned_data["comment"]
        actions.select_candidate(self.candidate.pk, points=form.points(), comment=comment, acting_user=self.actor)
        return self.back()


class Confirm(OfCandidate):
    """筹建确认."""

    action = "onboarding.confirm"
    title = _("Confirm for building")
    form_class = ConfirmForm
    submit_label = _("Confirm for building")
    success = _("Confirmed. The site may be built.")

    def initial(self) -> dict[str, Any]:
        """Begin with the proposed level."""
        return {"level": self.candidate.level}

    def perform(self, form: forms.Form) -> str:
        """Confirm it."""
        actions.confirm_candidate(self.candidate.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()


class Visit(OfCandidate, ActPage):
    """Begins the acceptance visit and leads to its checklist."""

    action = "onboarding.accept"
    title = _("Begin the acceptance visit")
    explain = _("You are on site. The checklist opens next; score it and take photos.")
    submit_label = _("Begin")
    success = ""

    def perform(self, reason: Any) -> str:
        """Begin it."""
        visit = actions.start_acceptance(self.candidate.pk, acting_user=self.actor)
        return reverse("inspections:inspection", args=[visit.inspection_id])


class Accept(OfCandidate, ActPage):
    """Accepts the site."""

    action = "onboarding.accept"
    title = _("Accept the site")
    explain = _("The acceptance visit has to be reported, passed and photographed.")
    submit_label = _("Accept the site")
    success = _("Accepted. The agreement comes next.")

    def perform(self, reason: Any) -> str:
        """Accept it."""
        actions.accept_candidate(self.candidate.pk, acting_user=self.actor)
        return self.back()


class Agree(OfCandidate):
    """Drafts the agreement."""

    action = "onboarding.sign"
    title = _("Draft the agreement")
    form_class = TermsForm
    submit_label = _("Make the PDFs")
    success = _("The agreement is drafted in both languages. Have it signed, then record the signatures.")

    def initial(self) -> dict[str, Any]:
        """Begin with what is usual."""
        candidate = self.candidate
        return {
            "representative": candidate.contact_name,
            "territory": f"{candidate.province} {candidate.city}",
            "years": standard_at(now()).policy.agreement_years,
        }

    def perform(self, form: forms.Form) -> str:
        """Draft it."""
        actions.draft_agreement(self.candidate.pk, actions.Terms(**form.cleaned_data), acting_user=self.actor)
        return self.back()


class Sign(OfCandidate):
    """Records the signatures. Its address names the agreement."""

    action = "onboarding.sign"
    title = _("Record the signatures")
    form_class = SignatureForm
    success = _("Signed. The customer-service manager instructs the opening next.")

    @cached_property
    def agreement(self) -> Agreement:
        """Return the agreement through the gate."""
        found: Agreement = agreements_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    @cached_property
    def candidate(self) -> Candidate:
        """Return the agreement's candidate."""
        return self.agreement.candidate

    def initial(self) -> dict[str, Any]:
        """Begin with the representative."""
        return {"station_signatory": self.agreement.representative}

    def perform(self, form: forms.Form) -> str:
        """Record them."""
        typed = form.cleaned_data | {"copy": form.cleaned_data["copy"].read()}
        actions.record_signature(self.agreement.pk, actions.Signature(**typed), acting_user=self.actor)
        if self.agreement.replaces_id:
            self.success = _("Signed. The agreement with the next owner is recorded.")
        return self.back()


class Instruct(OfCandidate):
    """The written instruction of the customer-service manager."""

    action = "onboarding.instruct"
    title = _("Instruct the opening")
    form_class = InstructionForm
    submit_label = _("Instruct")
    success = _("Instructed. The claims section opens the station.")

    def initial(self) -> dict[str, Any]:
        """Begin with the agreement's coefficient."""
        agreement = agreements_for(self.actor).filter(candidate=self.candidate, status="signed").first()
        return {"labour_coefficient": agreement.labour_coefficient} if agreement else {}

    def perform(self, form: forms.Form) -> str:
        """Instruct it."""
        actions.instruct_opening(self.candidate.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()


class Open(OfCandidate):
    """Opens the station (开通)."""

    action = "onboarding.open"
    title = _("Open the station")
    form_class = OpenForm
    submit_label = _("Open the station")
    success = _("The opening has begun. The station's system stands in a moment, and the manager gets an invitation.")

    def initial(self) -> dict[str, Any]:
        """Begin with the contact."""
        candidate = self.candidate
        return {"name": candidate.contact_name, "email": candidate.contact_email}

    def perform(self, form: forms.Form) -> str:
        """Open it."""
        actions.open_candidate(self.candidate.pk, actions.FirstManager(**form.cleaned_data), acting_user=self.actor)
        return self.back()


class Reject(OfCandidate, ActPage):
    """Turns a candidate down."""

    action = "onboarding.reject"
    title = _("Turn the candidate down")
    reason: ClassVar[str] = "required"
    submit_label = _("Turn down")
    success = _("Turned down.")
    danger = True

    def perform(self, reason: Any) -> str:
        """Turn it down."""
        actions.reject_candidate(self.candidate.pk, reason=reason, acting_user=self.actor)
        return self.back()
