"""A candidate is proposed, corrected, photographed, turned down."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import now
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.files.store import store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from common.sealed import masked
from network.onboarding.choices import (
    OFFICE_REJECTS,
    UNDER_WAY,
    AgreementStatus,
    CandidateStatus,
    Capability,
    Level,
    OnboardingError,
    Source,
)
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate
from network.onboarding.reaching import require_number
from network.onboarding.selectors import REGIONAL_ONLY
from network.onboarding.signing.selectors import refuse_while_signing
from network.onboarding.steps import STEP_DUE, begin_step
from network.planning.provinces import BY_GB, Province

CORRECTABLE = (CandidateStatus.LEAD, CandidateStatus.SELECTED, CandidateStatus.CONFIRMED, CandidateStatus.ACCEPTED)
LEVEL_IS_OPEN = (CandidateStatus.LEAD, CandidateStatus.SELECTED)
ON_THE_PAPER = frozenset({"name", "province", "city", "address"})  # what a drafted agreement says of the candidate
PHOTO_KIND = "candidate_photo"


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What is known of a candidate: the company, the place (WGS-84), whom to call, what is to be built."""

    name: str
    province_code: str
    city: str
    lat: float
    lon: float
    contact_name: str
    address: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    source: str = Source.OFFICE
    level: str = Level.B
    brands: list[str] = field(default_factory=list)
    capabilities: list[str] = field(default_factory=lambda: [Capability.REPAIR.value, Capability.RESCUE.value])
    note: str = ""


@transaction.atomic
def propose_candidate(facts: CandidateFacts, *, acting_user: Actor) -> Candidate:
    """Write down a candidate as a lead; a regional office only in its own region.

    Raises Invalid for a place that can't be, a province that is not there or of another office, and for a company that is under way already.
    """
    acting_user.require("onboarding.propose")
    values = checked(facts, acting_user)
    refuse_twin(facts.name, facts.city)
    candidate = Candidate.objects.create(
        **values, number=next_number("CND"), step_since=now(), proposed_by=acting_user.id
    )
    begin_step(candidate)
    record(candidate, "candidate.proposed", acting_user, after={"status": candidate.status, **told(values)})
    return candidate


@transaction.atomic
def correct_candidate(candidate_id: UUID, facts: CandidateFacts, *, acting_user: Actor) -> Candidate:
    """Change what is known of a candidate, until its agreement is signed; a draft that says otherwise becomes void.

    Raises WrongState after that, or while such a draft is out for signature; Invalid as on proposing, and for another level once service
    management has confirmed one.
    """
    acting_user.require("onboarding.propose")
    candidate = lock_candidate(candidate_id, acting_user)
    if candidate.status not in CORRECTABLE:
        raise WrongState(_("The agreement is signed: what it names can't be changed here any more."))
    values = checked(facts, acting_user)
    if (facts.name.strip(), facts.city.strip()) != (candidate.name, candidate.city):
        refuse_twin(facts.name, facts.city)
    changed = {name: value for name, value in values.items() if getattr(candidate, name) != value}
    if "level" in changed and candidate.status not in LEVEL_IS_OPEN:
        message = _("The level was confirmed together with its checklist and key posts. It can't be changed here.")
        raise Invalid(message, code=OnboardingError.LEVEL, field="level")
    if changed:
        before = {name: getattr(candidate, name) for name in changed}
        candidate.change(**changed)
        record(candidate, "candidate.corrected", acting_user, before=told(before), after=told(changed))
    if ON_THE_PAPER & changed.keys():
        _void_drafts(candidate, acting_user)
    return candidate


def _void_drafts(candidate: Candidate, actor: Actor) -> None:
    """Void what was drafted before a correction, so that nobody signs for a company or an address that is no longer the candidate's."""
    for draft in candidate.agreements.filter(status=AgreementStatus.DRAFT).locked():
        refuse_while_signing(draft)
        draft.move_to(AgreementStatus.VOID)
        record(candidate, "candidate.agreement_voided", actor, after={"agreement": draft.number})


@transaction.atomic
def show_candidate_contact(candidate_id: UUID, *, acting_user: Actor) -> Candidate:
    """Return the candidate, whose number and mail address may now be shown in full; who looked is recorded."""
    acting_user.require("onboarding.propose")
    candidate = lock_candidate(candidate_id, acting_user)
    record(candidate, "candidate.contact_shown", acting_user)
    return candidate


@transaction.atomic
def add_photo(candidate_id: UUID, upload: bytes, name: str, *, acting_user: Actor) -> StoredFile:
    """Keep a photo of the site. Raises Invalid for what is not a picture, WrongState once the way has ended."""
    acting_user.require("onboarding.propose")
    candidate = lock_candidate(candidate_id, acting_user)
    if candidate.status not in UNDER_WAY:
        raise WrongState(_("This candidate is not under way any more."))
    photo = store_picture(
        upload, subject_id=candidate.pk, kind=PHOTO_KIND, name=name, station_id=None, uploaded_by=acting_user.id
    )
    record(candidate, "candidate.photographed", acting_user, after={"photo": photo.name, "sha256": photo.sha256})
    return photo


@transaction.atomic
def reject_candidate(candidate_id: UUID, *, reason: str, acting_user: Actor) -> Candidate:
    """Turn a candidate down, with a reason. After 筹建确认 only service management can. Raises WrongState once opening is instructed."""
    acting_user.require("onboarding.reject")
    candidate = lock_candidate(candidate_id, acting_user)
    if not reason.strip():
        raise Invalid(
            _("Say why the candidate is turned down: they will ask."), code=OnboardingError.REASON, field="reason"
        )
    if CandidateStatus.REJECTED not in candidate.possible_moves():
        raise WrongState(_("This candidate can't be turned down any more."))
    if candidate.status not in OFFICE_REJECTS and not acting_user.has(Role.SERVICE_MANAGEMENT):
        raise NotAllowed(_("After the confirmation to build, only service management turns a candidate down."))
    before = candidate.status
    candidate.move_to(
        CandidateStatus.REJECTED, rejected_by=acting_user.id, reject_reason=reason.strip()[:500], step_due_at=None
    )
    call_off(candidate.pk, STEP_DUE)
    void_agreements(candidate)
    record(
        candidate,
        "candidate.rejected",
        acting_user,
        before={"status": before},
        after={"status": candidate.status},
        reason=reason,
    )
    return candidate


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the history says of facts: everybody who sees the candidate reads it, so number and mail address are masked."""
    hidden = ("contact_phone", "contact_email")
    return {name: masked(value) if name in hidden and value else value for name, value in values.items()}


def void_agreements(candidate: Candidate) -> None:
    """Void what was drafted and not signed."""
    for draft in candidate.agreements.filter(status=AgreementStatus.DRAFT).locked():
        draft.move_to(AgreementStatus.VOID)


def refuse_twin(name: str, city: str) -> None:
    """Raise Invalid when the same company is under way in the same city."""
    twin = Candidate.objects.filter(name=name.strip(), city=city.strip(), status__in=UNDER_WAY).first()
    if twin is not None:
        message = _("%(name)s is under way in %(city)s already: %(number)s.") % {
            "name": twin.name, "city": twin.city, "number": twin.number,
        }  # fmt: skip
        raise Invalid(message, code=OnboardingError.DUPLICATE, field="name")


def checked(facts: CandidateFacts, actor: Actor) -> dict[str, Any]:
    """Return the facts as columns, with the province's name and region. Raises Invalid."""
    province = BY_GB.get(facts.province_code)
    if province is None:
        raise Invalid(_("Choose a province."), code=OnboardingError.PLACE, field="province_code")
    if actor.roles <= REGIONAL_ONLY and actor.region != province.region:
        raise Invalid(
            _("This province belongs to another regional office."),
            code=OnboardingError.OTHER_REGION,
            field="province_code",
        )
    check_place(facts.lat, facts.lon)
    if facts.contact_phone.strip():
        require_number(facts.contact_phone, "contact_phone")
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(facts).items()}
    require_texts(texts)
    return texts | place_names(province)


def place_names(province: Province) -> dict[str, Any]:
    """Return what the province decides."""
    return {"province": province.name_zh, "region": str(province.region)}


def require_texts(texts: Mapping[str, Any]) -> None:
    """Raise Invalid for the first of the texts without which nobody can find the candidate."""
    missing = next((name for name in ("name", "city", "contact_name") if not texts[name]), None)
    if missing is not None:
        raise Invalid(_("This is needed."), code=OnboardingError.PLACE, field=missing)


def check_place(lat: float, lon: float) -> None:
    """Raise Invalid for a position outside the country's rectangle (3°–54° N, 73°–136° E): mostly latitude and longitude swapped."""
    if not (3 <= lat <= 54 and 73 <= lon <= 136):
        raise Invalid(
            _("This position is not in the country. Latitude and longitude may be swapped."),
            code=OnboardingError.PLACE,
            field="lat",
        )
