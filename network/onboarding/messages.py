"""What onboarding writes to applicants."""

from django.utils.translation import gettext_lazy as _

from common.channels.templates import message_text

RECEIVED = message_text(
    "onboarding.received",
    _("Application received"),
    _("Your application %(number)s to become a service station has arrived. See here how it stands: %(link)s"),
)
ASKED = message_text(
    "onboarding.asked",
    _("Applicant asked"),
    _("About your application %(number)s: the regional office needs something more. Please answer here: %(link)s"),
)
BUILDING = message_text(
    "onboarding.building",
    _("Photos of the building wanted"),
    _("%(number)s: you may build. Send photos of each item of the image checklist here, until %(day)s: %(link)s"),
)
RECTIFY = message_text(
    "onboarding.rectify",
    _("Rectification after the acceptance visit"),
    _(
        "%(number)s: items of the acceptance visit are to be put right until %(day)s. Send photos of each here: %(link)s"
    ),
)
RETURNED = message_text(
    "onboarding.rectify_returned",
    _("Report of a rectification sent back"),
    _(
        "%(number)s: something that you reported as put right was not accepted. See why, and send new photos until %(day)s: %(link)s"
    ),
)
SIGN = message_text(
    "onboarding.sign",
    _("Agreement to be signed electronically"),
    _("%(number)s: please sign the service agreement electronically until %(day)s: %(link)s"),
)
REJECTED = message_text(
    "onboarding.image_rejected",
    _("Photos of the checklist rejected"),
    _("%(number)s: photos were not accepted. See here what is missing and send new ones: %(link)s"),
)
