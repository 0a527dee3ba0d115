"""Gates of customer care, and the week's summary."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, Q

from accounts.actors import Actor
from common.clock import now
from common.records import RecordQuerySet
from tenants.care.choices import FollowUpStatus
from tenants.care.models import FollowUp


def follow_ups_for(actor: Actor) -> RecordQuerySet:
    """Return the follow-ups of the station where the person stands; none elsewhere."""
    if not actor.is_station or not actor.roles:
        return FollowUp.objects.none()
    return FollowUp.objects.filter(station_id=actor.station.pk)


def due_list(actor: Actor) -> RecordQuerySet:
    """Return the calls that are still to be made, the most urgent first."""
    rows: RecordQuerySet = follow_ups_for(actor).filter(status=FollowUpStatus.PLANNED).order_by("due_at", "pk")
    return rows


def overdue(actor: Actor) -> RecordQuerySet:
    """Return the calls that should have been made by now."""
    rows: RecordQuerySet = due_list(actor).filter(due_at__lt=now())
    return rows


@dataclass(frozen=True, slots=True)
class Week:
    """What one week of follow-up calls brought (D5)."""

    starts_at: datetime
    due: int
    done: int
    in_time: int
    complaints: int
    satisfaction: float | None

    @property
    def in_time_share(self) -> int | None:
        """Return the share of due calls that were made in time, in percent."""
        return round(100 * self.in_time / self.due) if self.due else None


def week_from(actor: Actor, starts_at: datetime) -> Week:
    """Sum up the calls that fell due in the seven days from `starts_at`."""
    rows = follow_ups_for(actor).filter(due_at__gte=starts_at, due_at__lt=starts_at + timedelta(days=7))
    done = Q(status=FollowUpStatus.DONE)
    sums = rows.aggregate(
        due=Count("pk"),
        done=Count("pk", filter=done),
        in_time=Count("pk", filter=done & Q(called_at__lte=F("due_at"))),
        complaints=Count("pk", filter=Q(has_complaint=True)),
        satisfaction=Avg("satisfaction"),
    )
    return Week(starts_at, **sums)
