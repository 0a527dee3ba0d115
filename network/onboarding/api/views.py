"""The API of onboarding: the same steps as the pages."""

import base64
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.inspections.models import Inspection
from common.api import NoBody, RecordApi, command, creates
from common.errors import Invalid
from common.ids import public_id
from network.onboarding import actions
from network.onboarding.api import serializers as bodies
from network.onboarding.api.applications import ContactAnswer
from network.onboarding.api.signing import SigningBody, SigningSerializer
from network.onboarding.building import people
from network.onboarding.building.selectors import with_progress
from network.onboarding.choices import OnboardingError
from network.onboarding.filters import CandidateFilter
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import agreements_for, candidates_for
from network.onboarding.signing.actions import send_for_signature
from network.onboarding.signing.selectors import signatory_called


class CandidateApi(RecordApi):
    """Candidates on their way to a station."""

    action = "onboarding.view"
    serializer_class = bodies.CandidateSerializer
    filterset_class = CandidateFilter

    def records(self) -> Any:
        """Return the candidates in sight."""
        return with_progress(candidates_for(self.actor))

    @creates(action="onboarding.propose", body=bodies.CandidateBody)
    def propose(self, body: dict[str, Any]) -> Candidate:
        """Propose a candidate."""
        return actions.propose_candidate(actions.CandidateFacts(**body), acting_user=self.actor)

    @command(action="onboarding.propose", body=bodies.CandidateBody)
    def correct(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Change what is known."""
        return actions.correct_candidate(candidate.pk, actions.CandidateFacts(**body), acting_user=self.actor)

    @command(action="onboarding.propose", body=NoBody, answer=ContactAnswer)
    def show_contact(self, candidate: Candidate, body: dict[str, Any]) -> dict[str, str]:
        """Show number and mail address in full; the look is recorded."""
        shown = actions.show_candidate_contact(candidate.pk, acting_user=self.actor)
        return {"phone": shown.contact_phone, "email": shown.contact_email}

    @command(action="onboarding.propose", body=bodies.PhotoBody)
    def add_photo(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Keep a photo of the site."""
        actions.add_photo(candidate.pk, decoded(body, "content_base64"), body["name"], acting_user=self.actor)
        return candidate

    @command(action="onboarding.select", body=bodies.SelectBody)
    def select(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Score and select (初选)."""
        return actions.select_candidate(candidate.pk, **body, acting_user=self.actor)

    @command(action="onboarding.confirm", body=bodies.ConfirmBody)
    def confirm(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Confirm for building (筹建确认)."""
        return actions.confirm_candidate(candidate.pk, **body, acting_user=self.actor)

    @command(action="onboarding.propose", body=bodies.PersonBody)
    def name_person(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Name somebody for a key post (关键岗位)."""
        people.name_person(candidate.pk, **body, acting_user=self.actor)
        return candidate

    @command(action="onboarding.accept", answer=bodies.VisitSerializer)
    def visit(self, candidate: Candidate, body: dict[str, Any]) -> dict[str, Any]:
        """Begin the acceptance visit (现场验收); score its inspection, then accept."""
        visit = actions.start_acceptance(candidate.pk, acting_user=self.actor)
        return {"attempt": visit.attempt, "inspection": public_id(Inspection.public_prefix, visit.inspection_id)}

    @command(action="onboarding.accept")
    def accept(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Accept the site after a passed visit."""
        return actions.accept_candidate(candidate.pk, acting_user=self.actor)

    @command(action="onboarding.sign", body=bodies.TermsBody, answer=bodies.AgreementSerializer)
    def draft_agreement(self, candidate: Candidate, body: dict[str, Any]) -> Any:
        """Draft the agreement (特约服务协议) in both languages."""
        agreement = actions.draft_agreement(candidate.pk, actions.Terms(**body), acting_user=self.actor)
        return bodies.AgreementSerializer(agreement).data

    @command(action="onboarding.instruct", body=bodies.InstructionBody)
    def instruct(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Instruct the opening in writing."""
        return actions.instruct_opening(candidate.pk, **body, acting_user=self.actor)

    @command(action="onboarding.open", body=bodies.OpenBody)
    def open(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Open the station (开通): its system follows in a moment, the state becomes `opened` then."""
        return actions.open_candidate(candidate.pk, actions.FirstManager(**body), acting_user=self.actor)

    @command(action="onboarding.reject", body=bodies.ReasonBody)
    def reject(self, candidate: Candidate, body: dict[str, Any]) -> Candidate:
        """Turn a candidate down."""
        return actions.reject_candidate(candidate.pk, reason=body["reason"], acting_user=self.actor)


class AgreementApi(RecordApi):
    """Authorised service agreements."""

    action = "onboarding.view"
    serializer_class = bodies.AgreementSerializer

    def records(self) -> Any:
        """Return the agreements in sight."""
        return agreements_for(self.actor)

    @command(action="onboarding.sign", body=SigningBody, answer=SigningSerializer)
    def send_for_signature(self, agreement: Agreement, body: dict[str, Any]) -> Any:
        """Send the drafted agreement for electronic signature (电子签); `POST …/sign` records signatures on paper."""
        signatory = signatory_called(body["signatory"])
        signing = send_for_signature(agreement.pk, signatory=signatory, reason=body["reason"], acting_user=self.actor)
        return SigningSerializer(signing).data

    @command(action="onboarding.sign", body=bodies.SignatureBody)
    def sign(self, agreement: Agreement, body: dict[str, Any]) -> Agreement:
        """Record the signatures with the signed copy."""
        copy = decoded(body, "copy_base64")
        names = {name: body[name] for name in ("station_signatory", "office_signatory", "signed_on")}
        return actions.record_signature(agreement.pk, actions.Signature(**names, copy=copy), acting_user=self.actor)


def photos_in(body: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return the photos of a body, each with its name. Raises Invalid."""
    return [(one["name"], decoded(one, "content_base64")) for one in body["photos"]]


def decoded(body: dict[str, Any], field: str) -> bytes:
    """Return the bytes behind base 64. Raises Invalid."""
    try:
        return base64.b64decode(body[field], validate=True)
    except ValueError as error:  # binascii.Error is one, and so is a text that is not ASCII
        raise Invalid(_("This is not base 64."), code=OnboardingError.FILE, field=field) from error
