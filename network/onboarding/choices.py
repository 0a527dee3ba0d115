"""States of a candidate and of an agreement, how they may move, and what can go wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidateStatus(TextChoices):
    """How far a candidate has come."""

    LEAD = "lead", _("Lead")
    SELECTED = "selected", _("Selected")  # 初选
    CONFIRMED = "confirmed", _("Confirmed for building")  # 筹建确认
    ACCEPTED = "accepted", _("Accepted on site")  # 现场验收
    SIGNED = "signed", _("Agreement signed")  # 特约服务协议
    INSTRUCTED = "instructed", _("Opening instructed")
    OPENED = "opened", _("Opened")  # 开通
    REJECTED = "rejected", _("Turned down")


C = CandidateStatus
CANDIDATE_MOVES: dict[CandidateStatus, set[CandidateStatus]] = {
    C.LEAD: {C.SELECTED, C.REJECTED},
    C.SELECTED: {C.CONFIRMED, C.REJECTED},
    C.CONFIRMED: {C.ACCEPTED, C.REJECTED},
    C.ACCEPTED: {C.SIGNED, C.REJECTED},
    C.SIGNED: {C.INSTRUCTED, C.REJECTED},
    C.INSTRUCTED: {C.OPENED},
    C.OPENED: set(),
    C.REJECTED: set(),
}
STEPS = (C.LEAD, C.SELECTED, C.CONFIRMED, C.ACCEPTED, C.SIGNED, C.INSTRUCTED, C.OPENED)
UNDER_WAY = STEPS[:-1]
OFFICE_REJECTS = (C.LEAD, C.SELECTED)  # later a regional office alone can't turn a candidate down


class AgreementStatus(TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    SUPERSEDED = "superseded", pgettext_lazy("agreement", "Superseded")  # the station became another company's
    VOID = "void", _("Void")


AGREEMENT_MOVES: dict[AgreementStatus, set[AgreementStatus]] = {
    AgreementStatus.DRAFT: {AgreementStatus.SIGNED, AgreementStatus.VOID},
    AgreementStatus.SIGNED: {AgreementStatus.SUPERSEDED},
    AgreementStatus.SUPERSEDED: set(),
    AgreementStatus.VOID: set(),
}


class Source(TextChoices):
    """How we came to know of a candidate."""

    PLAN = "plan", _("Gap in the network plan")
    APPLICATION = "application", _("Application of their own")
    DEALER = "dealer", _("Recommended by a dealer")
    OFFICE = "office", _("Found by the regional office")


class Level(TextChoices):
    """The level at which a station is to be built."""

    A = "A", _("A – full service")
    B = "B", _("B – usual service")
    C = "C", _("C – service point")


class Capability(TextChoices):
    """What the station is to be able to do."""

    REPAIR = "repair", _("Repair")
    RESCUE = "rescue", _("Roadside rescue")
    BODY = "body", _("Body and paint")
    HIGH_VOLTAGE = "high_voltage", _("High voltage")


class OnboardingError(StrEnum):
    """Why a step was refused."""

    DUPLICATE = "onboarding.duplicate"
    OTHER_REGION = "onboarding.other_region"
    PLACE = "onboarding.place"
    LEVEL = "onboarding.level"
    PHONE = "onboarding.phone"
    SCORES = "onboarding.scores"
    BELOW_PASS = "onboarding.below_pass"  # noqa: S105 – not a password
    DATE = "onboarding.date"
    SAME_PERSON = "onboarding.same_person"
    REASON = "onboarding.reason"
    COEFFICIENT = "onboarding.coefficient"
    TERM = "onboarding.term"
    NO_PHOTO = "onboarding.no_photo"
    FILE = "onboarding.file"
    MANAGER = "onboarding.manager"
    VISIT = "onboarding.visit"
    WORDING = "onboarding.wording"
    STANDARD = "onboarding.standard"
    PUBLISHED = "onboarding.published"
    DRAFTER = "onboarding.drafter"
