"""Sending an agreement for signature, taking it back, and following what the provider says.

A notice only says where to look: what happened is asked of the provider, so doubles, delays and a wrong order do no harm.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from accounts.models import User
from common.clock import business_zone, now
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.pictures import MAX_BYTES
from common.files.store import read_stored, store_bytes
from common.history.record import record
from common.people import Process
from common.scope import for_office
from common.working_days.calendar import due_after_working_days
from network.onboarding.actions.agree import SIGNED_KIND, expect_signable, refuse_selector, tell_signed
from network.onboarding.building.policies import policy_on
from network.onboarding.choices import AgreementStatus
from network.onboarding.locks import lock_agreement, lock_candidate
from network.onboarding.models import Agreement, Candidate, Signing, SigningNotice
from network.onboarding.reaching import signatory_of
from network.onboarding.signing.choices import (
    AT_PROVIDER,
    LIVE,
    STATUS_OF,
    Problem,
    Side,
    SigningError,
    SigningStatus,
)
from network.onboarding.signing.choose import provider
from network.onboarding.signing.port import BadNotice, Envelope, Parcel, Provider, Refused, Signatory, Unavailable
from network.onboarding.signing.selectors import live_round, signatories_of, signings_for

logger = logging.getLogger(__name__)

S = SigningStatus
BY_PROVIDER = Process(gettext_noop("Signature provider"))
PAPER_KIND = "agreement_zh"  # the Chinese paper is the one that is signed
SIGN_DUE, SIGN_SOON = "onboarding.sign_due", "onboarding.sign_soon"
LOOK, LOOK_ROUND = "onboarding.sign_look", "onboarding.sign_look_round"
REMINDED_BEFORE = timedelta(days=2)
LOOK_AFTER = timedelta(minutes=1)  # a notice that came before we knew the envelope


def provider_or_refuse() -> Provider:
    """Return the provider in use. Raises WrongState where there is none."""
    found = provider()
    if found is None:
        raise WrongState(
            _("No provider of electronic signatures is set up here. Have the agreement signed on paper."),
            code=SigningError.NO_PROVIDER,
        )
    return found


@transaction.atomic
def send_for_signature(agreement_id: UUID, *, signatory: UUID, reason: str = "", acting_user: Actor) -> Signing:
    """Send the drafted agreement for signature: the station's representative first, then the manufacturer's signatory.

    The provider gets it by the event. Raises WrongState while a round is under way or without a provider, Invalid for somebody who may not
    sign for the manufacturer, and without a reason when it was sent before.
    """
    acting_user.require("onboarding.sign")
    candidate, agreement = lock_agreement(agreement_id, acting_user)
    expect_signable(candidate, agreement)
    provider_or_refuse()
    if live_round(agreement) is not None:
        raise WrongState(_("It was sent already and waits for the signatures."), code=SigningError.LIVE)
    refuse_selector(candidate, acting_user)
    attempt, said = agreement.signings.count() + 1, reason.strip()[:500]
    if attempt > 1 and not said:
        raise Invalid(_("Say why it is sent again."), code=SigningError.REASON, field="reason")
    contact = signatory_of(agreement)
    if not (contact.phone or contact.email):
        message = _("The contact has neither number nor mail address. Add one under “Correct”.")
        raise Invalid(message, code=SigningError.SIGNATORY)
    signing = _new_round(agreement, attempt, said, _chosen(agreement, signatory), acting_user)
    after = {
        "agreement": agreement.number,
        "signing_status": signing.status,
        "signatory": signing.office_signatory_name,
        "due": signing.due_at,
    }
    record(candidate, "candidate.signing_requested", acting_user, after=after, reason=said)
    return signing


def _chosen(agreement: Agreement, signatory: UUID) -> User:
    for one in signatories_of(agreement):
        if one.pk == signatory:
            return one
    raise Invalid(
        _(
            "This person can't sign for the manufacturer: not entitled, or prepared the agreement or selected the candidate."
        ),
        code=SigningError.SIGNATORY,
        field="signatory",
    )


def _new_round(agreement: Agreement, attempt: int, reason: str, signatory: User, actor: Actor) -> Signing:
    moment = now()
    policy = policy_on(moment)
    due_at = due_after_working_days(moment, policy.sign_days)
    created: Signing = Signing.objects.create(
        agreement=agreement,
        attempt=attempt,
        sha256=agreement.sha256_zh,
        rules=policy.label,
        again_reason=reason,
        prepared_by=agreement.drafted_by,
        sent_by=actor.id,
        office_signatory=signatory.pk,
        office_signatory_name=signatory.name,
        due_at=due_at,
    )
    set_deadline(SIGN_DUE, created.pk, due_at)
    set_deadline(SIGN_SOON, created.pk, max(moment, due_at - REMINDED_BEFORE))
    return created


def hand_over(candidate_id: UUID) -> None:
    """Give the provider what was requested for this candidate. Raises Unavailable: the event is handed over again then."""
    candidate = Candidate.objects.all().locked().get_or_404(candidate_id)
    rows = Signing.objects.filter(agreement__candidate=candidate, status=S.REQUESTED)
    signing: Signing | None = rows.locked().first()
    there = provider()
    if signing is None or there is None:
        return
    paper = paper_of(signing.agreement)
    if hashlib.sha256(paper).hexdigest() != signing.sha256:
        _end(candidate, signing, S.REFUSED, problem=Problem.DOCUMENT)
        return
    try:
        envelope = there.create(_parcel(candidate, signing, paper))
    except Refused:
        _end(candidate, signing, S.REFUSED, problem=Problem.PROVIDER)
        return
    signing.move_to(S.SENT, envelope_key=envelope.id)
    set_deadline(LOOK_ROUND, signing.pk, now() + LOOK_AFTER)
    after = {"agreement": signing.agreement.number, "signing_status": signing.status, "sha256": signing.sha256}
    record(candidate, "candidate.signing_sent", BY_PROVIDER, after=after)


def paper_of(agreement: Agreement) -> bytes:
    """Return the bytes of the paper that is signed."""
    return read_stored(StoredFile.objects.get(subject_id=agreement.pk, kind=PAPER_KIND))


def _parcel(candidate: Candidate, signing: Signing, paper: bytes) -> Parcel:
    signatory = User.objects.get(pk=signing.office_signatory)
    contact = signatory_of(signing.agreement)
    people = (
        Signatory(Side.STATION, signing.agreement.representative, contact.phone, contact.email),
        Signatory(Side.OFFICE, signatory.name, email=signatory.email),
    )
    title = f"{signing.agreement.number} {signing.agreement.party_name}"
    return Parcel(str(signing.pk), title, paper, signing.sha256, people, signing.due_at)


@transaction.atomic
def withdraw_signing(signing_id: UUID, *, reason: str, acting_user: Actor) -> Signing:
    """Take an agreement back that is out for signature. Raises WrongState when the provider can't be asked, or says that it is over."""
    acting_user.require("onboarding.sign")
    known: Signing = signings_for(acting_user).get_or_404(signing_id)
    candidate = lock_candidate(known.agreement.candidate_id, acting_user)
    signing: Signing = Signing.objects.all().locked().get_or_404(signing_id)
    said = reason.strip()[:500]
    if not said:
        raise Invalid(_("Say why it is taken back."), code=SigningError.REASON, field="reason")
    if signing.status not in LIVE:
        raise WrongState(status=signing.status)
    _cancel(signing)
    _end(candidate, signing, S.WITHDRAWN, reason=said, actor=acting_user)
    return signing


def _cancel(signing: Signing) -> None:
    if signing.status not in AT_PROVIDER:
        return
    try:
        provider_or_refuse().cancel(signing.envelope_key)
    except Refused as error:
        message = _("The provider says that it is over already. Its news comes in a moment; reload the page.")
        raise WrongState(message, code=SigningError.LIVE) from error
    except Unavailable as error:
        raise unreachable() from error


def unreachable() -> WrongState:
    """Return the refusal that says that the provider can't be asked now."""
    return WrongState(
        _("The signature provider can't be reached. Try again in a few minutes."), code=SigningError.UNREACHABLE
    )


def receive(payload: bytes, headers: Mapping[str, str]) -> bool:
    """Take a webhook of the provider in. True when it is new. Raises BadNotice. A second delivery changes nothing."""
    there = provider()
    if there is None:
        raise BadNotice("no provider is set up")
    notice = there.read_notice(payload, headers)
    kept = {"envelope_key": notice.envelope, "kind": notice.kind, "at": notice.at}
    with for_office(), transaction.atomic():
        row, fresh = SigningNotice.objects.get_or_create(event_id=notice.event_id, defaults=kept)
        if fresh:
            set_deadline(LOOK, row.pk, now())
    return fresh


def look_at_envelope(notice_id: UUID) -> None:
    """Look at the round of a notice; an envelope that is not ours is nobody's business."""
    notice = SigningNotice.objects.get(pk=notice_id)
    signing = Signing.objects.filter(envelope_key=notice.envelope_key).first()
    if signing is not None:
        look(signing.pk)


def look(signing_id: UUID) -> None:
    """Bring a round in line with what the provider says now. Head office's scope. Raises Unavailable."""
    candidate, signing = _locked(signing_id)
    there = provider()
    if signing.status not in AT_PROVIDER or there is None:
        return
    envelope = there.get(signing.envelope_key)
    to = STATUS_OF[envelope.state]
    if to not in signing.possible_moves():
        return
    if to == S.STATION_SIGNED:
        _note_station(candidate, signing, envelope)
    elif to == S.COMPLETED and is_wanted(candidate, signing.agreement):
        _complete(candidate, signing, envelope, there)
    else:  # a candidate that was turned down meanwhile is not signed with
        _end(candidate, signing, S.WITHDRAWN if to == S.COMPLETED else to, reason=envelope.reason)


def is_wanted(candidate: Candidate, agreement: Agreement) -> bool:
    """Tell whether an agreement that both have signed comes into force."""
    try:
        expect_signable(candidate, agreement)
    except WrongState:
        return False
    return True


def _locked(signing_id: UUID) -> tuple[Candidate, Signing]:
    known: Any = Signing.objects.select_related("agreement").get(pk=signing_id)
    candidate: Candidate = Candidate.objects.all().locked().get_or_404(known.agreement.candidate_id)
    signing: Signing = Signing.objects.all().locked().get_or_404(signing_id)
    return candidate, signing


def _note_station(candidate: Candidate, signing: Signing, envelope: Envelope) -> None:
    if envelope.sha256 != signing.sha256:
        _end(candidate, signing, S.REFUSED, problem=Problem.DOCUMENT)
        return
    signing.move_to(S.STATION_SIGNED, station_signed_at=envelope.signed.get(Side.STATION, now()))
    after = {"agreement": signing.agreement.number, "signing_status": signing.status}
    record(candidate, "candidate.signing_station", BY_PROVIDER, after=after)


def _complete(candidate: Candidate, signing: Signing, envelope: Envelope, there: Provider) -> None:
    """Both have signed: the agreement is in force, unless what came back is not what was sent."""
    try:
        copy = there.signed_document(signing.envelope_key)
    except Refused:
        _end(candidate, signing, S.REFUSED, problem=Problem.PROVIDER)
        return
    if not _is_ours(signing, envelope, copy):
        _end(candidate, signing, S.REFUSED, problem=Problem.DOCUMENT)
        return
    agreement: Agreement = Agreement.objects.all().locked().get_or_404(signing.agreement_id)
    digest = hashlib.sha256(copy).hexdigest()
    signed_on = envelope.signed[Side.OFFICE].astimezone(business_zone()).date()
    store_bytes(
        copy,
        subject_id=agreement.pk,
        kind=SIGNED_KIND,
        name=f"{agreement.number}-signed.pdf",
        content_type="application/pdf",
        station_id=None,
        uploaded_by=None,
    )
    _close(signing, S.COMPLETED, station_signed_at=envelope.signed[Side.STATION])
    agreement.move_to(
        AgreementStatus.SIGNED,
        signed_on=signed_on,
        station_signatory=agreement.representative,
        office_signatory=signing.office_signatory_name,
        signed_sha256=digest,
    )
    tell_signed(candidate, agreement, signed_by=signing.office_signatory, actor=BY_PROVIDER)


def _is_ours(signing: Signing, envelope: Envelope, copy: bytes) -> bool:
    """Tell whether the signed copy is our paper with signatures behind it: a signature in a PDF is added at its end, the rest stays."""
    is_signed = {Side.STATION, Side.OFFICE} <= envelope.signed.keys()
    paper = paper_of(signing.agreement)
    is_same = envelope.sha256 == signing.sha256 == hashlib.sha256(paper).hexdigest()
    return is_signed and is_same and copy.startswith(paper) and len(paper) < len(copy) <= MAX_BYTES


def _end(
    candidate: Candidate,
    signing: Signing,
    to: SigningStatus,
    *,
    reason: str = "",
    problem: Problem | None = None,
    actor: Actor | Process = BY_PROVIDER,
) -> None:
    """End a round without both signatures; the agreement stays drafted and may be sent again or signed on paper."""
    _close(signing, to, reason=reason[:500], problem=problem or "")
    after = {"agreement": signing.agreement.number, "signing_status": signing.status}
    record(candidate, "candidate.signing_ended", actor, after=after, reason=reason)


def _close(signing: Signing, to: SigningStatus, **told: Any) -> None:
    call_off(signing.pk, SIGN_DUE, SIGN_SOON, LOOK_ROUND)
    signing.move_to(to, ended_at=now(), **told)


def let_expire(signing_id: UUID, *, acting_user: Process) -> None:
    """End a round whose limit has passed, after one more look. Raises ProviderError while the provider can't be asked to take it back."""
    look(signing_id)
    candidate, signing = _locked(signing_id)
    if signing.status not in LIVE:
        return
    there = provider()
    if signing.status in AT_PROVIDER and there is not None:
        there.cancel(signing.envelope_key)
    _end(candidate, signing, S.EXPIRED, actor=acting_user)


def remind(signing_id: UUID, *, acting_user: Process) -> None:
    """Remind of a round that is still under way shortly before its limit."""
    candidate, signing = _locked(signing_id)
    if signing.status in LIVE:
        after = {"agreement": signing.agreement.number, "signing_status": signing.status, "due": signing.due_at}
        record(candidate, "candidate.signing_reminded", acting_user, after=after)


def drop_round(candidate_id: UUID, *, acting_user: Process) -> None:
    """Take back what is out for signature with a candidate that was turned down. Raises Unavailable."""
    candidate = Candidate.objects.all().locked().get_or_404(candidate_id)
    signing: Signing | None = Signing.objects.filter(agreement__candidate=candidate, status__in=LIVE).locked().first()
    there = provider()
    if signing is None:
        return
    if signing.status in AT_PROVIDER and there is not None:
        try:
            there.cancel(signing.envelope_key)
        except Refused:
            logger.info("envelope_over_already", extra={"signing_id": str(signing.pk)})  # it ends here all the same
    _end(candidate, signing, S.WITHDRAWN, actor=acting_user)
