"""What the desk tells people about their long work."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.history.models import History
from common.history.subscribers import subscribe
from common.jobs.kinds import title_of
from common.jobs.models import Job
from common.pages.addresses import office_root
from common.pages.ports import ports
from desk.actions import tell

DONE = _("%(work)s is done: %(about)s")
FAILED = _("%(work)s failed: %(about)s")


@subscribe("job.done")
def tell_that_it_is_done(event: History) -> None:
    """Tell whoever started it."""
    _tell(event, DONE)


@subscribe("job.failed")
def tell_that_it_failed(event: History) -> None:
    """Tell whoever started it."""
    _tell(event, FAILED)


def _tell(event: History, sentence: object) -> None:
    row = Job.objects.filter(pk=event.aggregate_id).first()
    people = User.objects.filter(pk=row.actor_id) if row and row.actor_id else []
    if row is not None:
        tell(
            people,
            lambda: str(sentence) % {"work": title_of(row), "about": row.subject or now_("no subject")},
            _address(row.station_id) + reverse("desk:job", urlconf=settings.ROOT_URLCONF, args=[row.pk]).lstrip("/"),
            key=f"{event.verb}:{row.pk}",
        )


def _address(station_id: UUID | None) -> str:
    """Return the home of the place where the job was started."""
    return ports.stations([station_id])[station_id][1] if station_id else office_root()
