"""What an indicator is measured from, where a card, an appeal and an award stand, and what can be wrong with a step."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class Group(TextChoices):
    """Indicators that belong together; the weight of one without facts may stay in its group."""

    SERVICE = "service", _("Service to customers")
    CLAIMS = "claims", _("Claims and settlement")
    PEOPLE = "people", _("People and training")
    CONDUCT = "conduct", _("Audit and conduct")


class Source(TextChoices):
    """What an indicator is measured from. Never rename a value: standards and cards keep it."""

    FTFR = "ftfr", _("First-time-fix rate")
    CSI = "csi", _("Customer satisfaction (CSI)")
    RESCUE = "rescue", _("Rescues on time")
    DUTY_PHONE = "duty_phone", _("Duty-phone score")
    CLAIM_ACCURACY = "claim_accuracy", _("Claim accuracy (approved of claimed)")
    CLAIM_FIRST_PASS = "claim_first_pass", _("Claims passed at first review")
    DISPUTES = "disputes", _("Unfounded statement disputes")
    CERTIFIED = "certified", _("Certified technicians")
    TRAINING = "training", _("Technicians trained lately")
    AUDIT = "audit", _("Audit score")
    VIOLATIONS = "violations", _("Violation points")
    FINES = "fines", _("Fines (yuan)")


S = Source
GROUP_OF: dict[str, Group] = {
    S.FTFR: Group.SERVICE,
    S.CSI: Group.SERVICE,
    S.RESCUE: Group.SERVICE,
    S.DUTY_PHONE: Group.SERVICE,
    S.CLAIM_ACCURACY: Group.CLAIMS,
    S.CLAIM_FIRST_PASS: Group.CLAIMS,
    S.DISPUTES: Group.CLAIMS,
    S.CERTIFIED: Group.PEOPLE,
    S.TRAINING: Group.PEOPLE,
    S.AUDIT: Group.CONDUCT,
    S.VIOLATIONS: Group.CONDUCT,
    S.FINES: Group.CONDUCT,
}
COUNTED = (S.DISPUTES, S.VIOLATIONS, S.FINES)  # a number per station; the others are shares in per cent


class Level(TextChoices):
    """A level that a grade may propose."""

    NONE = "", pgettext_lazy("level of a station", "no change")
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class AssessmentStatus(TextChoices):
    """Where the assessment of a month stands. Stations see their cards once it is published."""

    COMPUTING = "computing", pgettext_lazy("assessment", "Being computed")
    COMPUTED = "computed", pgettext_lazy("assessment", "Computed, not published")
    PUBLISHED = "published", pgettext_lazy("assessment", "Published")


A = AssessmentStatus
ASSESSMENT_MOVES: Moves = {
    A.COMPUTING: {A.COMPUTING, A.COMPUTED},
    A.COMPUTED: {A.COMPUTING, A.PUBLISHED},
    A.PUBLISHED: set(),
}


class AppealStatus(TextChoices):
    """Where an appeal against an indicator stands."""

    OPEN = "open", pgettext_lazy("score appeal", "Waits for a decision")
    UPHELD = "upheld", pgettext_lazy("score appeal", "Rejected, the figure stands")
    GRANTED = "granted", pgettext_lazy("score appeal", "Granted, the card was corrected")


class ProposalStatus(TextChoices):
    """Where the proposal of a grade stands."""

    PROPOSED = "proposed", pgettext_lazy("grade proposal", "Waits for an instruction")
    INSTRUCTED = "instructed", pgettext_lazy("grade proposal", "Instructed")
    DISMISSED = "dismissed", pgettext_lazy("grade proposal", "Dismissed")


APPEAL_MOVES: Moves = {
    AppealStatus.OPEN: {AppealStatus.UPHELD, AppealStatus.GRANTED},
    AppealStatus.UPHELD: set(),
    AppealStatus.GRANTED: set(),
}
PROPOSAL_MOVES: Moves = {
    ProposalStatus.PROPOSED: {ProposalStatus.INSTRUCTED, ProposalStatus.DISMISSED},
    ProposalStatus.INSTRUCTED: set(),
    ProposalStatus.DISMISSED: set(),
}


class RoundStatus(TextChoices):
    """Where a round of awards stands. Stations see it from its announcement on."""

    DRAFT = "draft", pgettext_lazy("award", "Rules set")
    RANKED = "ranked", pgettext_lazy("award", "Ranked")
    ANNOUNCED = "announced", pgettext_lazy("award", "Announced, may be objected to")
    PUBLISHED = "published", pgettext_lazy("award", "Awarded")


class ObjectionStatus(TextChoices):
    """Where an objection stands."""

    OPEN = "open", pgettext_lazy("award objection", "Waits for a decision")
    GRANTED = "granted", pgettext_lazy("award objection", "Granted, taken off the list")
    REJECTED = "rejected", pgettext_lazy("award objection", "Rejected")


class Exclusion(TextChoices):
    """By which rule a station is out of a round."""

    MONTHS = "months", _("too few months with a card")
    POINTS = "points", _("a month below the least points")
    VIOLATION = "violation", _("too many violation points")
    GRAVE = "grave", _("a grave violation")
    STATUS = "status", _("not active")
    DECIDED = "decided", _("excluded by head office")


ROUND_MOVES: Moves = {
    RoundStatus.DRAFT: {RoundStatus.RANKED},
    RoundStatus.RANKED: {RoundStatus.RANKED, RoundStatus.ANNOUNCED},
    RoundStatus.ANNOUNCED: {RoundStatus.PUBLISHED},
    RoundStatus.PUBLISHED: set(),
}
OBJECTION_MOVES: Moves = {
    ObjectionStatus.OPEN: {ObjectionStatus.GRANTED, ObjectionStatus.REJECTED},
    ObjectionStatus.GRANTED: set(),
    ObjectionStatus.REJECTED: set(),
}
SHOWN_ROUNDS = (RoundStatus.ANNOUNCED, RoundStatus.PUBLISHED)


class ScoreError(StrEnum):
    """Why a step was refused."""

    SAME_PERSON = "score_standard.same_person"
    PUBLISHED = "score_standard.published"
    MONTH = "assessment.month_not_over"
    SHOWN = "assessment.published"
    PUBLISHER = "assessment.same_person"
    UNCHANGED = "scorecard.unchanged"
    TEXT = "scorecard.text"
    NO_APPEAL = "score_appeal.indicator"
    TOO_LATE = "score_appeal.too_late"
    TWICE = "score_appeal.twice"
    DECIDER = "score_appeal.same_person"
    VALUE = "score_appeal.value"
    INSTRUCTOR = "grade.same_person"
    APPEALED = "grade.appeal_open"
    PERIOD = "award.period"
    RULE = "award.rule"
    NOT_LISTED = "award.not_listed"
    OBJECTIONS = "award.objections_open"
    AWARDER = "award.same_person"
