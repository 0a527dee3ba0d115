"""What technical support is asked: what is open by age and urgency, first answers within their limit, by component and by model."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from accounts.actors import Actor
from common.clock import now
from network.questions.choices import LIVE, QuestionStatus, Urgency
from network.questions.selectors import questions_for

PERIOD = timedelta(days=90)
BANDS = (timedelta(hours=4), timedelta(hours=24), timedelta(hours=72))  # of age; what is older is the last band
BY = {"component": "component__code", "model": "model__code"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was asked in the period about one component or model (`key`, empty where none is named), or altogether."""

    key: str
    asked: int
    live: int
    solved: int
    answered: int
    in_time: int

    @property
    def share(self) -> float | None:
        """Per cent of the first answers that came within their limit; None before the first."""
        return round(100 * self.in_time / self.answered, 1) if self.answered else None


def open_by_age(actor: Actor) -> dict[Urgency, list[int]]:
    """Return for each urgency how many questions in sight are open, by the bands of their age."""
    at = now()
    edges = [at - band for band in BANDS]
    bands = {f"band_{place}": Count("pk", filter=_between(place, edges)) for place in range(len(BANDS) + 1)}
    rows = questions_for(actor).filter(status__in=LIVE).order_by().values("urgency").annotate(**bands)
    found = {row["urgency"]: [row[name] for name in bands] for row in rows}
    return {one: found.get(one.value, [0] * len(bands)) for one in Urgency}


def tallies(actor: Actor, since: datetime, by: str) -> list[Tally]:
    """Return what was asked since then in the person's sight, `by` component or model, the most asked first."""
    rows = questions_for(actor).filter(created_at__gte=since).order_by().values(key=F(BY[by])).annotate(**_counts())
    found = [Tally(**(row | {"key": row["key"] or ""})) for row in rows]
    return sorted(found, key=lambda one: (-one.asked, one.key))


def total(actor: Actor, since: datetime) -> Tally:
    """Return all that was asked since then in the person's sight."""
    return Tally(key="", **questions_for(actor).filter(created_at__gte=since).aggregate(**_counts()))


def _counts() -> dict[str, Count]:
    return {
        "asked": Count("pk"),
        "live": Count("pk", filter=Q(status__in=LIVE)),
        "solved": Count("pk", filter=Q(status=QuestionStatus.SOLVED)),
        "answered": Count("pk", filter=Q(first_in_time__isnull=False)),
        "in_time": Count("pk", filter=Q(first_in_time=True)),
    }


def _between(place: int, edges: list[datetime]) -> Q:
    younger = Q(created_at__gt=edges[place]) if place < len(edges) else Q()
    older = Q(created_at__lte=edges[place - 1]) if place else Q()
    return younger & older
