"""What waits in our queues, for Prometheus: counted when it is asked, so that a process that stopped is seen in what it left."""

from datetime import datetime

from django.db.models import Count, Min, Q
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from common.channels.choices import MessageStatus
from common.channels.models import Message
from common.clock import database_now
from common.deadlines.models import Deadline
from common.history.models import Undelivered
from common.scope import for_office

FAILED_OFTEN = 3  # attempts


def backlog() -> dict[tuple[str, str], float]:
    """Return the value of each gauge by its name and meaning. Ages in seconds; 0 when nothing waits."""
    with for_office():
        moment = database_now()
        events = Undelivered.objects.aggregate(
            waiting=Count("pk"),
            oldest=Min("event__occurred_at"),
            failing=Count("pk", filter=Q(attempts__gte=FAILED_OFTEN)),
        )
        late = Deadline.objects.filter(done_at__isnull=True, due_at__lt=moment).aggregate(
            waiting=Count("pk"), oldest=Min("due_at")
        )
        messages = Message.objects.filter(status=MessageStatus.QUEUED).aggregate(
            waiting=Count("pk"), oldest=Min("created_at")
        )
    return {
        ("events_waiting", "Events that their subscribers have not taken yet"): events["waiting"],
        ("events_oldest_seconds", "Age of the oldest event that waits"): _age(events["oldest"], moment),
        ("events_failing", "Events that failed three times or more"): events["failing"],
        ("deadlines_late", "Time limits that have passed and are not kept yet"): late["waiting"],
        ("deadlines_oldest_seconds", "How late the oldest of them is"): _age(late["oldest"], moment),
        ("messages_waiting", "Texts to drivers and applicants that are not with the provider yet"): messages["waiting"],
        ("messages_oldest_seconds", "Age of the oldest text that waits"): _age(messages["oldest"], moment),
    }


def exposition() -> bytes:
    """Return the gauges in the text format of Prometheus."""
    registry = CollectorRegistry()
    for (name, meaning), value in backlog().items():
        Gauge(f"stationmaster_{name}", meaning, registry=registry).set(value)
    return bytes(generate_latest(registry))


def _age(since: datetime | None, moment: datetime) -> float:
    return max(0.0, (moment - since).total_seconds()) if since else 0.0
