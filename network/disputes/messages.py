"""What the mediation of disputes writes to drivers."""

from django.utils.translation import gettext_lazy as _

from common.channels.templates import message_text

OPENED = message_text(
    "disputes.opened",
    _("A dispute is open"),
    _("Your dispute %(number)s is open. Tell us your side and follow it here: %(link)s"),
)
PROPOSED = message_text(
    "disputes.proposed",
    _("A proposal waits"),
    _("Dispute %(number)s: the mediator proposes a solution. Read and answer it until %(until)s: %(link)s"),
)
CARRIED_OUT = message_text(
    "disputes.carried_out",
    _("Carried out?"),
    _("Dispute %(number)s: the station says that it has done what was agreed. Confirm it here: %(link)s"),
)
