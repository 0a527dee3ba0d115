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
say(
    {
        "job.queued": _("Queued"),
        "job.cancel_asked": _("Cancel asked for"),
        "job.done": _("Done"),
        "job.failed": _("Failed"),
        "job.cancelled": _("Cancelled"),
    }
)
label({"about": _("About")})
