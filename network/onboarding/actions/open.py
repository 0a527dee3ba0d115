"""Instruction and opening (开通): one instructs in writing, another opens. Separate people, separate transactions.

Opening crosses two transactions: this app's (registry row, coefficient, "opening begun") and that of the tables' owner, who makes the
station's schema. The hand-over is the event `candidate.opening`: its subscriber builds the schema, and `station.opened` brings the candidate
to its end and begins the first week. Whatever is killed in between, the relay hands the same event over again, and each part does its work once.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from network.onboarding.building.people import refuse_unstaffed
from network.onboarding.choices import CandidateStatus, OnboardingError
from network.onboarding.codes import next_code, schema_of
from network.onboarding.firstweek.actions import begin_first_week
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate, CoefficientChange, Instruction
from network.onboarding.policies import is_coefficient
from network.onboarding.reaching import reader_of, require_number
from network.onboarding.steps import STEP_DUE, expect_status, step_on
from tenants.registry.models import Station


@transaction.atomic
def instruct_opening(candidate_id: UUID, *, labour_coefficient: Decimal, text: str, acting_user: Actor) -> Candidate:
    """Instruct in writing that the station be opened with this labour coefficient. Raises Invalid without a text or out of bounds."""
    acting_user.require("onboarding.instruct")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.SIGNED)
    if not text.strip():
        raise Invalid(
            _("Write the instruction: the claims section acts on it."), code=OnboardingError.REASON, field="text"
        )
    if not is_coefficient(labour_coefficient):
        message = _("The labour coefficient lies between 0.50 and 2.00, with two decimals.")
        raise Invalid(message, code=OnboardingError.COEFFICIENT, field="labour_coefficient")
    instruction = Instruction.objects.create(
        candidate=candidate,
        number=next_number("OPN"),
        labour_coefficient=labour_coefficient,
        text=text.strip(),
        instructed_by=acting_user.id,
    )
    before = {"status": candidate.status}
    step_on(candidate, CandidateStatus.INSTRUCTED, instructed_by=acting_user.id, labour_coefficient=labour_coefficient)
    after = {"status": candidate.status, "instruction": instruction.number, "labour_coefficient": labour_coefficient}
    record(candidate, "candidate.instructed", acting_user, before=before, after=after, reason=text.strip())
    return candidate


@dataclass(frozen=True, slots=True)
class FirstManager:
    """Who gets the first invitation, and the station's duty phone."""

    name: str
    email: str
    duty_phone: str = ""


@transaction.atomic
def open_candidate(candidate_id: UUID, manager: FirstManager, *, acting_user: Actor) -> Candidate:
    """Begin the opening: the station's registry row, its code and coefficient. The system itself follows by the event.

    Raises NotAllowed when the person also instructed, WrongState when opening has begun already or a key post lacks its people, Invalid
    without a manager who can be invited or a duty phone that can be called.
    """
    acting_user.require("onboarding.open")
    candidate = lock_candidate(candidate_id, acting_user)
    expect_status(candidate, CandidateStatus.INSTRUCTED)
    if candidate.instructed_by == acting_user.id:
        raise NotAllowed(_("You gave the instruction, so somebody else has to open the station."))
    if candidate.is_opening:
        raise WrongState(_("The opening has begun already. The station's system is being set up."))
    refuse_unstaffed(candidate)
    check_manager(manager)
    station = registered(candidate, duty_phone_of(candidate, manager))
    set_coefficient(candidate, station, acting_user)
    candidate.change(
        opened_station=station,
        opened_by=acting_user.id,
        opening_at=now(),
        manager_name=manager.name.strip(),
        manager_email=manager.email.strip().lower(),
    )
    record(
        candidate, "candidate.opening", acting_user, after={"station": station.code, "manager": manager.name.strip()}
    )
    return candidate


def check_manager(manager: FirstManager) -> None:
    """Raise Invalid without a name or with an address that can't receive the invitation."""
    if not manager.name.strip():
        raise Invalid(_("Name the station's first manager."), code=OnboardingError.MANAGER, field="name")
    try:
        validate_email(manager.email.strip())
    except ValidationError as error:
        message = _("Give the e-mail address to which the invitation goes.")
        raise Invalid(message, code=OnboardingError.MANAGER, field="email") from error


def duty_phone_of(candidate: Candidate, manager: FirstManager) -> str:
    """Return the number that dispatch and spot checks call around the clock. Raises Invalid when there is none that can be called."""
    number = manager.duty_phone.strip() or reader_of(candidate).phone
    if not number:
        message = _("Give the station's duty phone: rescues are called out on it around the clock.")
        raise Invalid(message, code=OnboardingError.PHONE, field="duty_phone")
    return require_number(number, "duty_phone")


def registered(candidate: Candidate, duty_phone: str) -> Station:
    """Create the registry's row of the station that is being opened; it has no schema yet."""
    code = next_code(candidate.province_code)
    station = Station(
        code=code,
        schema_name=schema_of(code),
        name=candidate.name,
        region=candidate.region,
        province=candidate.province,
        city=candidate.city,
        address=candidate.address,
        contact_name=candidate.contact_name,
        lat=candidate.lat,
        lon=candidate.lon,
        phone=duty_phone,
        level=candidate.level,
        brands=candidate.brands,
        capabilities=candidate.capabilities,
        labour_coefficient=candidate.labour_coefficient or Decimal("1.00"),
    )
    station.save(force_insert=True)
    return station


def set_coefficient(candidate: Candidate, station: Station, actor: Actor) -> CoefficientChange:
    """Set the first labour coefficient as instructed, with its history."""
    instruction = candidate.instruction
    change: CoefficientChange = CoefficientChange.objects.create(
        station=station,
        value=instruction.labour_coefficient,
        valid_from=today(),
        instruction=instruction,
        instructed_by=instruction.instructed_by,
        set_by=actor.id,
    )
    after = {"labour_coefficient": change.value, "valid_from": change.valid_from, "instruction": instruction.number}
    record(change, "coefficient.set", actor, after=after)
    return change


@transaction.atomic
def finish_opening(station_id: UUID, *, acting_user: Person) -> Candidate | None:
    """Mark the candidate of an opened station as opened. Returns None when the station came without a candidate, or it is done already.

    Head office's scope. The station's first manager is invited by the caller in the same transaction.
    """
    candidate = Candidate.objects.filter(opened_station=station_id, status=CandidateStatus.INSTRUCTED).locked().first()
    if candidate is None:
        return None
    candidate.move_to(CandidateStatus.OPENED, step_since=now(), step_due_at=None)
    call_off(candidate.pk, STEP_DUE)
    record(
        candidate,
        "candidate.opened",
        acting_user,
        before={"status": CandidateStatus.INSTRUCTED},
        after={"status": candidate.status},
    )
    found: Candidate = candidate
    begin_first_week(found)
    return found
