"""Where a rescue and an offer stand, and how they may move."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RescueStatus(TextChoices):
    """Where a rescue stands."""

    WAITING = "waiting", pgettext_lazy("rescue", "Waiting for a crew")
    OFFERED = "offered", pgettext_lazy("rescue", "Offered")
    ACCEPTED = "accepted", pgettext_lazy("rescue", "Accepted")
    EN_ROUTE = "en_route", pgettext_lazy("rescue", "On the way")
    ARRIVED = "arrived", pgettext_lazy("rescue", "At the vehicle")
    FINISHED = "finished", pgettext_lazy("rescue", "Finished")
    UNSERVED = "unserved", pgettext_lazy("rescue", "No crew found")
    CANCELLED = "cancelled", pgettext_lazy("rescue", "Cancelled")


S = RescueStatus
RESCUE_MOVES = {
    S.WAITING: {S.OFFERED, S.UNSERVED, S.CANCELLED},
    S.OFFERED: {S.ACCEPTED, S.WAITING, S.CANCELLED},
    S.ACCEPTED: {S.EN_ROUTE, S.WAITING, S.CANCELLED},
    S.EN_ROUTE: {S.ARRIVED, S.WAITING, S.CANCELLED},
    S.ARRIVED: {S.FINISHED, S.WAITING, S.CANCELLED},
    S.UNSERVED: {S.WAITING, S.CANCELLED},
    S.FINISHED: set(),
    S.CANCELLED: set(),
}
SEARCHING = (S.WAITING, S.OFFERED, S.UNSERVED)
UNDER_WAY = (S.ACCEPTED, S.EN_ROUTE, S.ARRIVED)
OPEN_RESCUE = (*SEARCHING, *UNDER_WAY)


class OfferStatus(TextChoices):
    """Where an offer stands."""

    OPEN = "open", pgettext_lazy("offer", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")
    EXPIRED = "expired", pgettext_lazy("offer", "Not answered in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")


OFFER_MOVES = {
    OfferStatus.OPEN: {OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.WITHDRAWN},
    OfferStatus.ACCEPTED: {OfferStatus.WITHDRAWN},
    OfferStatus.DECLINED: set(),
    OfferStatus.EXPIRED: set(),
    OfferStatus.WITHDRAWN: set(),
}


class DeclineReason(TextChoices):
    """Why a crew can't come."""

    BUSY = "busy", _("On another job")
    TOO_FAR = "too_far", _("Too far")
    NO_PARTS = "no_parts", _("Parts or tools missing")
    NO_DRIVER = "no_driver", _("Nobody to drive")
    VEHICLE = "vehicle", _("Our vehicle is out of order")
    OFF_DUTY = "off_duty", _("Going off duty")
    OTHER = "other", _("Another reason")


class Limit(TextChoices):
    """The time limit that an open rescue is under; it always has exactly one. The values are kinds of deadlines."""

    OFFER = "rescue.offer_due", _("Offer to a crew")
    ANSWER = "offer.expires", _("Answer of the crew")
    DEPART = "rescue.depart_due", _("Departure")
    ARRIVE = "rescue.arrive_due", _("Arrival")
    FINISH = "rescue.finish_due", _("Finish or tow")
    ESCALATE = "rescue.escalate_due", _("Next step of escalation")


PAUSE_ENDS = "dispatch_pause.ends"  # a kind of deadline of the switch
MASS_PLAN = "dispatch_mass.plan"  # a kind of deadline: all that wait are planned at once
TAKEN_DRIVE = "dispatch_offer.taken_drive"  # a kind of deadline: a silent phone has had its time
WARNING = "rescue.warning"  # a kind of deadline beside the limit: at most one is open, and it is due before the limit


class LadderStep(TextChoices):
    """What one level of the escalation ladder does. The first two matter while a crew is looked for; the others tell somebody."""

    WIDEN = "widen", _("Look farther away")
    NEIGHBOURS = "neighbours", _("Ask stations of the neighbouring regions")
    REGIONAL = "regional", _("Inform the regional office")
    LEAD = "lead", _("Inform head office's duty lead")


class Held(TextChoices):
    """Why the engine makes no offer by itself, in a sentence. The rescue waits for a dispatcher under its usual limit."""

    OFF = "off", _("The rules in force leave every offer to a dispatcher.")
    PAUSED = "paused", _("A dispatcher has switched automatic mode off for now.")
    REGION = "region", _("In this region a dispatcher looks first.")
    HOURS = "hours", _("At this hour offers are left to a dispatcher.")
    INJURED = "injured", _("People are hurt: a dispatcher looks first.")
    CARRIAGEWAY = "carriageway", _("The vehicle stands on the carriageway: a dispatcher looks first.")
    TOO_FAR = "too_far", _("The nearest crew is farther away than the engine may send by itself.")


class Taken(TextChoices):
    """Why a rescue was taken from the crew that served it."""

    REASSIGNED = "reassigned", _("Given to another crew")
    CANCELLED = "cancelled", _("Called off")


class TakenCause(TextChoices):
    """What a rescue was taken from its crew for; the rules say for which of them its kilometres are paid."""

    DRIVER = "driver", _("The driver needs nobody any more")
    NEARER = "nearer", _("Another crew can be there sooner")
    NEEDS = "needs", _("The case needs something else than was said")
    PLAN = "plan", _("Planned anew in a mass event")
    LATE = "late", _("The crew is late or does not answer")
    FAILED = "failed", _("The crew can't go on: vehicle, people, equipment")
    OTHER = "other", pgettext_lazy("cause of taking a rescue", "Another cause")


class Measured(TextChoices):
    """What a distance rests on."""

    TRACK = "track", _("By the track")
    ESTIMATE = "estimate", _("Estimated: no track")


class Outcome(TextChoices):
    """What became of a rescue at the roadside."""

    REPAIRED = "repaired", pgettext_lazy("outcome of a rescue", "Repaired at the roadside")
    TOWED = "towed", pgettext_lazy("outcome of a rescue", "Towed to a station")
    NOT_HELPED = "not_helped", pgettext_lazy("outcome of a rescue", "Could not help")
    DRIVER_GONE = "driver_gone", pgettext_lazy("outcome of a rescue", "Driver was gone")


class NoHelp(TextChoices):
    """Why a crew at the vehicle could not help."""

    PARTS = "parts", _("The part is not at hand")
    WORKSHOP = "workshop", _("Only a workshop can repair it")
    EQUIPMENT = "equipment", _("Other equipment is needed")
    UNSAFE = "unsafe", _("The place is too dangerous to work")
    REFUSED = "refused", _("The driver does not want the repair")
    OTHER = "other", pgettext_lazy("why a crew could not help", "Another reason")


class Unsigned(TextChoices):
    """Why the driver has not signed."""

    INJURED = "injured", _("The driver is hurt or in hospital")
    ABSENT = "absent", _("Nobody is at the vehicle any more")
    REFUSED = "refused", _("The driver does not want to sign")
    DEVICE = "device", _("The screen can't be written on")
    OTHER = "other", pgettext_lazy("why a driver has not signed", "Another reason")


SEARCH_STEPS = frozenset({LadderStep.WIDEN, LadderStep.NEIGHBOURS})
