"""What the desk itself hangs into the frame."""

from django.utils.translation import gettext_lazy as _

from common.pages import OFFICE, STATION, menu, say
from common.pages.timeline import label

menu.add(
    "admin",
    _("Long work"),
    "desk:jobs",
    icon="progress",
    action="desk.use",
    places=(OFFICE, STATION),
    order=85,
    words="jobs",
)
menu.add(
    "admin",
    _("Imports"),
    "desk:imports",
    icon="file-upload",
    action="desk.use",
    places=(OFFICE, STATION),
    order=86,
    words="import csv xlsx",
)
menu.add(
    "hotline",
    _("Messages"),
    "desk:messages",
    icon="message",
    action="messages.view",
    order=60,
    words="sms",
)
say(
    {
        "import.uploaded": _("File sent"),
        "import.checked": _("Checked"),
        "import.committed": _("Taken in"),
        "import.cancelled": _("Put away"),
        "message.queued": _("Message written"),
        "message.sent": _("Handed over to the provider"),
        "message.delivered": _("Delivered"),
        "message.failed": _("Did not arrive"),
        "job.queued": _("Queued"),
        "job.cancel_asked": _("Cancel asked for"),
        "job.done": _("Done"),
        "job.failed": _("Failed"),
        "job.cancelled": _("Cancelled"),
    }
)
label(
    {
        "about": _("About"),
        "text": _("Text"),
        "language": _("Language"),
        "error": _("Error"),
        "rows": _("Rows"),
        "wrong": _("Needs correction"),
        "ready": _("Ready"),
        "known": _("Here already"),
        "added": _("Added"),
        "changed": _("Changed"),
        "refused": _("Refused rows"),
        "left_out": _("Left out"),
        "done": _("Done"),
        "title": _("Title"),
        "host": _("Host name"),
        "status": _("Status"),
        "station": _("Station"),
        "vehicle": _("Vehicle"),
        "invoice": _("Invoice"),
        "tracking_number": _("Tracking number"),
        "scopes": _("Scopes"),
        "due": _("Due on"),
        "type": _("Type"),
    }
)
