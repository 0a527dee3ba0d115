"""The authorised service agreement (特约服务协议): drafted as PDFs in both languages, signed, its signed copy kept."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.errors import Invalid, WrongState
from common.files.pictures import MAX_BYTES
from common.files.store import store_bytes
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from network.onboarding.choices import AgreementStatus, CandidateStatus, OnboardingError
from network.onboarding.documents.agreement import LANGUAGES, render_agreement
from network.onboarding.locks import lock_agreement, lock_candidate
from network.onboarding.models import Agreement, Candidate
from network.onboarding.policies import end_of_term, is_coefficient
from network.onboarding.selection.selectors import standard_at
from network.onboarding.selectors import agreement_in_force
from network.onboarding.signing.selectors import refuse_while_signing
from network.onboarding.steps import expect_status, step_on
from network.onboarding.wording.selectors import template_at

SIGNED_KIND = "agreement_signed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the two sides agree on. `years` of None takes the standard's term."""

    representative: str
    territory: str
    starts_on: date
    labour_coefficient: Decimal
    years: int | None = None


@transaction.atomic
def draft_agreement(candidate_id: UUID, terms: Terms, *, acting_user: Actor) -> Agreement:
    """Draft the agreement with an accepted candidate as PDFs in both languages; an earlier draft becomes void.

    Raises WrongState before acceptance or while one is out for signature, Invalid for impossible terms, and when the person also selected the
    candidate.
    """
    acting_user.require("onboarding.sign")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.ACCEPTED)
    refuse_selector(candidate, acting_user)
    check_terms(terms)
    for earlier in candidate.agreements.filter(status=AgreementStatus.DRAFT).locked():
        refuse_while_signing(earlier)
        earlier.move_to(AgreementStatus.VOID)
    agreement = new_agreement(candidate, terms, acting_user, party_name=candidate.name)
    write_papers(agreement)
    record(
        candidate, "candidate.agreement_drafted", acting_user, after={"agreement": agreement.number, **asdict(terms)}
    )
    return agreement


def new_agreement(candidate: Candidate, terms: Terms, actor: Actor, **party: Any) -> Agreement:
    """Make the draft in the wording in force; `party` says with whom (`party_name`), and which agreement it follows."""
    created: Agreement = Agreement.objects.create(
        candidate=candidate,
        template=template_at(now()),
        number=next_number("AGR"),
        representative=terms.representative.strip(),
        territory=terms.territory.strip(),
        starts_on=terms.starts_on,
        ends_on=_end_of(terms),
        labour_coefficient=terms.labour_coefficient,
        drafted_by=actor.id,
        **party,
    )
    return created


def write_papers(agreement: Agreement) -> None:
    """Render both languages, keep the files and their hashes."""
    hashes = {}
    for language in LANGUAGES:
        pdf = render_agreement(agreement, language)
        hashes[f"sha256_{language}"] = hashlib.sha256(pdf).hexdigest()
        store_bytes(
            pdf,
            subject_id=agreement.pk,
            kind=f"agreement_{language}",
            name=f"{agreement.number}-{language}.pdf",
            content_type="application/pdf",
            station_id=None,
            uploaded_by=agreement.drafted_by,
        )
    agreement.change(**hashes)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for each side, on which day, and the signed copy as it came back (PDF, or a photo of it as PDF)."""

    station_signatory: str
    office_signatory: str
    signed_on: date
    copy: bytes


@transaction.atomic
def record_signature(agreement_id: UUID, signature: Signature, *, acting_user: Actor) -> Agreement:
    """Record that both sides have signed on paper, with the signed copy; the candidate is signed.

    Raises Invalid for a day to come, a missing name, a copy that is not a PDF, and when the person also selected the candidate.
    """
    acting_user.require("onboarding.sign")
    candidate, agreement = lock_agreement(agreement_id, acting_user)
    expect_signable(candidate, agreement)
    refuse_selector(candidate, acting_user)
    refuse_while_signing(agreement)
    check_signature(signature)
    digest = hashlib.sha256(signature.copy).hexdigest()
    _keep_copy(agreement, signature, acting_user)
    agreement.move_to(
        AgreementStatus.SIGNED,
        signed_on=signature.signed_on,
        station_signatory=signature.station_signatory.strip(),
        office_signatory=signature.office_signatory.strip(),
        signed_sha256=digest,
        recorded_by=acting_user.id,
    )
    tell_signed(candidate, agreement, signed_by=acting_user.id, actor=acting_user)
    return agreement


def expect_signable(candidate: Candidate, agreement: Agreement) -> None:
    """Raise WrongState unless the agreement is a draft, and its candidate accepted (opened, for the agreement with a station's next owner)."""
    expect_status(candidate, CandidateStatus.OPENED if agreement.replaces_id else CandidateStatus.ACCEPTED)
    if agreement.status != AgreementStatus.DRAFT:
        raise WrongState(_("This agreement was replaced or signed already."))


def tell_signed(candidate: Candidate, agreement: Agreement, *, signed_by: UUID, actor: Person) -> None:
    """Move the candidate on whose agreement was just signed, with its history; a station's next owner's moves no candidate."""
    before = {"status": candidate.status}
    after = {"agreement": agreement.number, "signed_on": agreement.signed_on, "sha256": agreement.signed_sha256}
    if agreement.replaces_id:
        record(candidate, "candidate.agreement_followed", actor, after=after)
        return
    step_on(candidate, CandidateStatus.SIGNED, signed_by=signed_by)
    record(candidate, "candidate.signed", actor, before=before, after={"status": candidate.status, **after})


def _keep_copy(agreement: Agreement, signature: Signature, actor: Actor) -> None:
    store_bytes(
        signature.copy,
        subject_id=agreement.pk,
        kind=SIGNED_KIND,
        name=f"{agreement.number}-signed.pdf",
        content_type="application/pdf",
        station_id=None,
        uploaded_by=actor.id,
    )


def refuse_selector(candidate: Candidate, actor: Actor) -> None:
    """Raise Invalid when the actor selected this candidate: whoever selects neither accepts nor signs."""
    if candidate.selected_by == actor.id:
        raise Invalid(
            _("You selected this candidate, so somebody else has to accept it and sign."),
            code=OnboardingError.SAME_PERSON,
        )


def check_terms(terms: Terms) -> None:
    """Raise Invalid for terms that can't be."""
    if not terms.representative.strip():
        raise Invalid(_("Name the legal representative."), code=OnboardingError.TERM, field="representative")
    if not terms.territory.strip():
        raise Invalid(_("Name the territory."), code=OnboardingError.TERM, field="territory")
    if not is_coefficient(terms.labour_coefficient):
        raise Invalid(
            _("The labour coefficient lies between 0.50 and 2.00, with two decimals."),
            code=OnboardingError.COEFFICIENT,
            field="labour_coefficient",
        )
    if terms.years is not None and not 1 <= terms.years <= 10:
        raise Invalid(_("The term is one to ten years."), code=OnboardingError.TERM, field="years")
    if _end_of(terms) < today():
        message = _("With this first day and term the agreement would be over already.")
        raise Invalid(message, code=OnboardingError.TERM, field="starts_on")


def _end_of(terms: Terms) -> date:
    return end_of_term(terms.starts_on, terms.years or standard_at(now()).policy.agreement_years)


def check_signature(signature: Signature) -> None:
    """Raise Invalid for a signature that can't be recorded."""
    if signature.signed_on > today():
        raise Invalid(_("The day of signing can't be in the future."), code=OnboardingError.DATE, field="signed_on")
    for name in ("station_signatory", "office_signatory"):
        if not str(getattr(signature, name)).strip():
            raise Invalid(_("Name who signed."), code=OnboardingError.TERM, field=name)
    if len(signature.copy) > MAX_BYTES:
        raise Invalid(_("The file is larger than 15 MB. Send a smaller one."), code=OnboardingError.FILE, field="copy")
    if not signature.copy.startswith(b"%PDF-"):
        raise Invalid(_("Send the signed copy as a PDF."), code=OnboardingError.FILE, field="copy")


def extend_agreement(station_id: UUID, ends_on: date, *, acting_user: Person) -> Agreement:
    """Let the signed agreement with a station end later, as its renewal says; in the caller's transaction.

    Raises WrongState without an agreement, or when it runs as long already.
    """
    found = agreement_in_force(station_id)
    if found is None:
        raise WrongState(_("This station has no signed agreement that could be renewed."))
    agreement: Agreement = Agreement.objects.all().locked().get_or_404(found.pk)
    if ends_on <= agreement.ends_on:
        raise WrongState(_("The agreement runs as long already."))
    before = {"ends_on": agreement.ends_on}
    agreement.change(ends_on=ends_on)
    after = {"ends_on": ends_on, "agreement": agreement.number}
    record(agreement.candidate, "candidate.agreement_extended", acting_user, before=before, after=after)
    return agreement
