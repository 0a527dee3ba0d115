"""Gates of the site, its org chart, and where each duty stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.actors import Actor
from accounts.models import Membership
from accounts.posts import DEPARTMENTS, POSTS, Post, main_post
from accounts.selectors import current_memberships
from common.clock import today
from common.records import RecordQuerySet
from common.text import Text
from tenants.site.checklists import DUTIES, Duty
from tenants.site.models import DutyRecord, DutySignature


def duty_records_for(actor: Actor) -> RecordQuerySet:
    """Return the records of duties at the station where the person stands; none elsewhere."""
    if not actor.is_station or not actor.roles:
        return DutyRecord.objects.none()
    return DutyRecord.objects.filter(station_id=actor.station.pk)


def signatures_for(actor: Actor) -> RecordQuerySet:
    """Return who has read the duties of which post."""
    if not actor.is_station or not actor.roles:
        return DutySignature.objects.none()
    return DutySignature.objects.filter(station_id=actor.station.pk)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a duty stands: how often it was done in its period, how often it should be, when last."""

    duty: Duty
    done: int
    wanted: int
    last_on: date | None

    @property
    def is_due(self) -> bool:
        """Whether it has still to be done in this period."""
        return self.done < self.wanted


def standings(actor: Actor, day: date | None = None) -> list[Standing]:
    """Return where each duty stands today: this week's rounds, or this day's check."""
    return [_standing(actor, duty, day or today()) for duty in DUTIES.values()]


def _standing(actor: Actor, duty: Duty, day: date) -> Standing:
    since = day - timedelta(days=day.weekday()) if duty.per_week else day
    rows = duty_records_for(actor).filter(kind=duty.kind)
    newest = rows.order_by("-day").first()
    done = rows.filter(day__range=(since, day)).count()
    return Standing(duty, done, duty.per_week or 1, newest.day if newest else None)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in the org chart and who holds it."""

    post: Post
    people: list[str]


def org_chart(actor: Actor) -> list[tuple[Text, list[Seat]]]:
    """Return (department, seats) of the whole catalogue of posts, vacant ones included."""
    held: dict[str, list[str]] = {}
    for row in _memberships(actor):
        held.setdefault(row.post or main_post(row.role), []).append(row.user.name)
    return [
        (name, [Seat(post, held.get(post.code, [])) for post in POSTS.values() if post.department == code])
        for code, name in DEPARTMENTS.items()
    ]


def own_posts(actor: Actor) -> list[Post]:
    """Return the posts that the person holds here."""
    codes = dict.fromkeys(row.post or main_post(row.role) for row in _memberships(actor) if row.user_id == actor.id)
    return [POSTS[code] for code in codes if code in POSTS]


def _memberships(actor: Actor) -> list[Membership]:
    if not actor.is_station:
        return []
    rows = current_memberships().filter(station_id=actor.station.pk).select_related("user").order_by("user__name")
    return list(rows)
