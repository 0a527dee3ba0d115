"""Causes, origins and states of disputes and proposals, and how they may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class Cause(TextChoices):
    """What the dispute goes back to: the two causes of the hotline's duties."""

    PRODUCT = "product", _("Product defect")
    SERVICE = "service", _("Service defect")


class Origin(TextChoices):
    """From what the dispute was opened."""

    RESCUE = "rescue", pgettext_lazy("origin of a dispute", "Rescue")
    CASE = "case", pgettext_lazy("origin of a dispute", "Complaint")
    REPAIR = "repair", pgettext_lazy("origin of a dispute", "Repair order")


class Side(TextChoices):
    """One of the two sides."""

    DRIVER = "driver", pgettext_lazy("side of a dispute", "Driver")
    STATION = "station", pgettext_lazy("side of a dispute", "Station")


class Channel(TextChoices):
    """How a side's word came in."""

    STATION = "station", _("On the station's page")
    HOTLINE = "hotline", _("Recorded by the hotline")
    LINK = "link", _("By the driver's link")


class DisputeStatus(TextChoices):
    """Where a dispute stands."""

    HEARING = "hearing", pgettext_lazy("dispute", "Statements of both sides")
    MEDIATION = "mediation", pgettext_lazy("dispute", "In mediation")
    PROPOSED = "proposed", pgettext_lazy("dispute", "Proposal waits for answers")
    AGREED = "agreed", pgettext_lazy("dispute", "Agreed, to be carried out")
    SETTLED = "settled", pgettext_lazy("dispute", "Settled")
    FAILED = "failed", pgettext_lazy("dispute", "Ended without agreement")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")


class Word(TextChoices):
    """What a side says to a proposal."""

    NONE = "", pgettext_lazy("answer to a proposal", "No answer yet")
    ACCEPTED = "accepted", pgettext_lazy("answer to a proposal", "Accepted")
    DECLINED = "declined", pgettext_lazy("answer to a proposal", "Declined")
    SILENT = "silent", pgettext_lazy("answer to a proposal", "Not answered in time")


S = DisputeStatus
DISPUTE_MOVES: Moves = {
    S.HEARING: {S.MEDIATION, S.WITHDRAWN},
    S.MEDIATION: {S.PROPOSED, S.FAILED, S.WITHDRAWN},
    S.PROPOSED: {S.MEDIATION, S.AGREED, S.FAILED, S.WITHDRAWN},
    S.AGREED: {S.SETTLED},
    S.SETTLED: set(),
    S.FAILED: set(),
    S.WITHDRAWN: set(),
}
LIVE = (S.HEARING, S.MEDIATION, S.PROPOSED, S.AGREED)
HEARD = (S.HEARING, S.MEDIATION, S.PROPOSED)  # a side may still add to its statement
WITHOUT_ACCORD = (S.MEDIATION, S.PROPOSED)
EVIDENCE = "dispute_evidence"  # a kind of stored file


class Limit(TextChoices):
    """The time limit that a live dispute is under; it always has exactly one. The values are kinds of deadlines."""

    STATEMENTS = "service_dispute.statements_due", _("Statements of both sides")
    PROPOSAL = "service_dispute.proposal_due", _("Proposal of the mediator")
    ANSWERS = "service_dispute.answers_due", _("Answers to the proposal")
    CARRY_OUT = "service_dispute.carry_out_due", _("Carrying the agreement out")


LIMIT_OF = {
    S.HEARING: Limit.STATEMENTS,
    S.MEDIATION: Limit.PROPOSAL,
    S.PROPOSED: Limit.ANSWERS,
    S.AGREED: Limit.CARRY_OUT,
}


class DisputeError(StrEnum):
    """Why a step was refused."""

    TEXT = "service_dispute.text"
    ORIGIN = "service_dispute.unknown_origin"
    ONCE = "service_dispute.open_already"
    STATION = "service_dispute.no_station"
    CONTACT = "service_dispute.no_contact"
    AMOUNT = "service_dispute.amount"
    HANDLED = "service_dispute.mediator_handled_it"
    PERSON = "service_dispute.mediator_unfit"
    NOT_MEDIATOR = "service_dispute.not_the_mediator"
    ANSWERED = "service_dispute.answered_already"
    NOT_REPORTED = "service_dispute.not_reported"
    SAME_PERSON = "dispute_policy.same_person"
    PUBLISHED = "dispute_policy.published"
