"""States of an application, why one is declined, and what the applicant is told."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.text import Text
from network.onboarding.choices import CandidateStatus


class ApplicationStatus(TextChoices):
    """Where an application stands."""

    RECEIVED = "received", pgettext_lazy("application", "Received")
    ASKED = "asked", _("Waits for the applicant")
    TAKEN = "taken", _("Taken over")
    DECLINED = "declined", pgettext_lazy("application", "Declined")


A = ApplicationStatus
APPLICATION_MOVES: dict[ApplicationStatus, set[ApplicationStatus]] = {
    A.RECEIVED: {A.ASKED, A.TAKEN, A.DECLINED},
    A.ASKED: {A.RECEIVED, A.TAKEN, A.DECLINED},
    A.TAKEN: set(),
    A.DECLINED: set(),
}
OPEN = (A.RECEIVED, A.ASKED)


class DeclineReason(TextChoices):
    """Why the office declines."""

    COVERED = "covered", _("The place is covered")
    PREMISES = "premises", _("Premises do not fit")
    INCOMPLETE = "incomplete", _("What was asked for did not come")
    TWIN = "twin", _("Same company applied already")
    NOT_SERIOUS = "not_serious", _("Not a serious application")


class Speaker(TextChoices):
    """Who said something."""

    OFFICE = "office", _("Regional office")
    APPLICANT = "applicant", _("Applicant")


class ApplicationLanguage(TextChoices):
    """The language in which the applicant reads."""

    ZH = "zh", "中文"
    EN = "en", "English"


class ApplicationError(StrEnum):
    """Why an application was not taken in, or a step refused."""

    MACHINE = "application.machine"
    TOO_FAST = "application.too_fast"
    TOO_OLD = "application.too_old"
    TOO_MANY = "application.too_many"
    PHONE = "application.phone"
    PLACE = "application.place"
    EMPTY = "application.empty"
    REASON = "application.reason"


# What the applicant reads; our own reason is never shown.
SENTENCES: dict[ApplicationStatus, Text] = {
    A.RECEIVED: _("Your application has arrived. The regional office reads it within a few working days."),
    A.ASKED: _("The regional office needs something more from you. Please answer below."),
    A.TAKEN: _("The regional office has taken your application up and will call you."),
    A.DECLINED: _("Thank you for your interest. We can't go on with your application at present."),
}
DECLINED: dict[DeclineReason, Text] = {
    DeclineReason.COVERED: _(
        "Thank you for your interest. Your area has enough stations at present; you are welcome to apply again later."
    ),
    DeclineReason.PREMISES: _(
        "Thank you for your interest. The premises do not meet what a station needs; you are welcome to apply with others."
    ),
    DeclineReason.INCOMPLETE: _(
        "Thank you for your interest. We could not go on without what we asked for; you are welcome to apply again."
    ),
}
C = CandidateStatus
ON_THE_WAY: dict[CandidateStatus, Text] = {
    C.LEAD: SENTENCES[A.TAKEN],
    C.SELECTED: _("You have been selected. The manufacturer now confirms whether you may build."),
    C.CONFIRMED: _("You may build. When the site is ready, it is inspected."),
    C.ACCEPTED: _("Your site was accepted. The service agreement is being prepared."),
    C.SIGNED: _("The agreement is signed. The opening is being ordered."),
    C.INSTRUCTED: _("Your station is about to be opened."),
    C.OPENED: _("Your station is open. Welcome."),
    C.REJECTED: SENTENCES[A.DECLINED],
}
