"""What dispatch writes to drivers."""

from django.utils.translation import gettext_lazy as _

from common.channels.templates import message_text

ACCEPTED = message_text(
    "dispatch.accepted",
    _("A crew comes"),
    _("Rescue %(number)s: %(crew)s comes to you, vehicle %(plate)s, expected at %(time)s. Follow it here: %(link)s"),
)
ETA = message_text(
    "dispatch.eta",
    _("New expected arrival"),
    _("Rescue %(number)s: the crew is now expected at %(time)s. Follow it here: %(link)s"),
)
ARRIVED = message_text(
    "dispatch.arrived",
    _("The crew is there"),
    _(
        "Rescue %(number)s: the crew %(crew)s has arrived, vehicle %(plate)s. Stay behind the guard rail until it is with you."
    ),
    secret=(),
)
