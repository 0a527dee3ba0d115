"""The first week of a station: begun with its opening, ticked by what is seen or by the regional office, reminded of and marked when late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import last_minute_of, now, today
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.people import Person
from network.onboarding.building.choices import BuildingError, WeekStatus
from network.onboarding.building.policies import policy_on
from network.onboarding.building.sending import Upload
from network.onboarding.firstweek.selectors import AT_WORK, first_week_for, look
from network.onboarding.locks import lock_candidate
from network.onboarding.models import Candidate, FirstWeekItem
from tenants.registry.models import Station

WEEK_LOOK = "onboarding.first_week_look"
WEEK_SOON = "onboarding.first_week_soon"
WEEK_DUE = "onboarding.first_week_due"
WEEK_PHOTO = "first_week_photo"
REMINDED_BEFORE = timedelta(days=2)
LOOKS_EVERY = timedelta(hours=1)
LOOKS_LATER_EVERY = timedelta(days=1)  # once the limit has passed


def begin_first_week(candidate: Candidate) -> list[FirstWeekItem]:
    """Give the station of a candidate the list of the rules in force, for its level; in the transaction that ends the opening."""
    policy, station = policy_on(now()), candidate.opened_station
    rules = policy.first_week_for(candidate.level)
    if station is None or not rules:
        return []
    due_at = last_minute_of(today() + timedelta(days=policy.first_week_days))
    created: list[FirstWeekItem] = FirstWeekItem.objects.bulk_create(
        FirstWeekItem(
            candidate=candidate,
            station=station,
            place=place,
            code=rule.code,
            title_zh=rule.title_zh,
            title_en=rule.title_en,
            fact=rule.fact,
            rules=policy.label,
            due_at=due_at,
        )
        for place, rule in enumerate(rules, start=1)
    )
    set_deadline(WEEK_LOOK, station.pk, now() + LOOKS_EVERY)
    set_deadline(WEEK_SOON, station.pk, max(now(), due_at - REMINDED_BEFORE))
    set_deadline(WEEK_DUE, station.pk, due_at)
    return created


@transaction.atomic
def tick_item(item_id: UUID, *, words: str, photos: Sequence[Upload] = (), acting_user: Actor) -> FirstWeekItem:
    """Tick an item with words on what was seen, and photos. Raises NotAllowed for a station of another region, Invalid without words,
    WrongState when it is done or ticks itself."""
    acting_user.require("firstweek.tick")
    known: FirstWeekItem = first_week_for(acting_user).get_or_404(item_id)
    candidate = lock_candidate(known.candidate_id, acting_user)
    if candidate.office != acting_user.region:
        message = _("The regional office of the station ticks its first week.")
        raise NotAllowed(message, code=BuildingError.REGION)
    item: FirstWeekItem = FirstWeekItem.objects.locked().get_or_404(item_id)
    if item.fact:
        raise WrongState(_("This item ticks itself as soon as the system sees it."), code=BuildingError.SEEN)
    said = words.strip()[:500]
    if not said:
        raise Invalid(_("Say what you saw."), code=BuildingError.REASON, field="words")
    who = {"done_by": acting_user.id, "done_by_name": acting_user.name, "done_at": now()}
    item.move_to(WeekStatus.DONE, words=said, **who)
    for name, content in photos:
        store_picture(
            content, subject_id=item.pk, kind=WEEK_PHOTO, name=name, station_id=None, uploaded_by=acting_user.id
        )
    after = {"item": item.title_zh, "week_status": item.status, "photos": len(photos)}
    record(candidate, "candidate.first_week_ticked", acting_user, after=after, reason=said)
    _end(candidate, acting_user)
    return item


def note_what_is_seen(station_id: UUID, *, acting_user: Person) -> int:
    """Tick the open items of a station that are seen by now; return how many items are still open. In the caller's transaction."""
    candidate = _locked(station_id)
    if candidate is None or candidate.opened_station is None:
        return 0
    items = list(FirstWeekItem.objects.filter(candidate=candidate, status=WeekStatus.OPEN).locked())
    seen = look(candidate.opened_station, items)
    for item in items:
        found = seen.get(item.pk)
        if found is not None:
            item.move_to(WeekStatus.DONE, words=found.words, seen_id=found.key, done_at=now())
            after = {"item": item.title_zh, "week_status": item.status, "seen": found.words}
            record(candidate, "candidate.first_week_seen", acting_user, after=after)
    if seen:
        _end(candidate, acting_user)
    return len(items) - len(seen)


def look_again(station_id: UUID, step: int, *, acting_user: Person) -> None:
    """Look, and again after an hour, or a day once the limit has passed, until all is done or the station is no longer at work."""
    left = note_what_is_seen(station_id, acting_user=acting_user)
    station = Station.objects.get(pk=station_id)
    if not left or station.status not in AT_WORK:
        return
    due_at = FirstWeekItem.objects.filter(station=station).values_list("due_at", flat=True).first()
    pause = LOOKS_EVERY if due_at is None or now() < due_at else LOOKS_LATER_EVERY
    set_deadline(WEEK_LOOK, station_id, now() + pause, step=step + 1)


def remind_of_the_week(station_id: UUID, *, acting_user: Person) -> None:
    """Remind of what is open, once it is sure that it is."""
    left = note_what_is_seen(station_id, acting_user=acting_user)
    candidate = _locked(station_id)
    if left and candidate is not None and _is_at_work(candidate):
        record(
            candidate, "candidate.first_week_reminded", acting_user, after={"first_week": left, "due": _due(station_id)}
        )


def mark_the_week_late(station_id: UUID, *, acting_user: Person) -> None:
    """Mark what is open at the limit."""
    left = note_what_is_seen(station_id, acting_user=acting_user)
    candidate = _locked(station_id)
    if not left or candidate is None or not _is_at_work(candidate):
        return
    for item in FirstWeekItem.objects.filter(candidate=candidate, status=WeekStatus.OPEN).locked():
        item.change(overdue_at=now())
    record(candidate, "candidate.first_week_overdue", acting_user, after={"first_week": left, "due": _due(station_id)})


def _end(candidate: Candidate, actor: Person) -> None:
    """Say that the week is complete with its last item."""
    if (
        FirstWeekItem.objects.filter(candidate=candidate, status=WeekStatus.OPEN).exists()
        or not candidate.opened_station_id
    ):
        return
    call_off(candidate.opened_station_id, WEEK_LOOK, WEEK_SOON, WEEK_DUE)
    record(candidate, "candidate.first_week_complete", actor)


def _locked(station_id: UUID) -> Candidate | None:
    rows = Candidate.objects.filter(opened_station=station_id, first_week__isnull=False)
    key = rows.values_list("pk", flat=True).first()
    found: Candidate | None = Candidate.objects.filter(pk=key).locked().first() if key else None
    return found


def _is_at_work(candidate: Candidate) -> bool:
    station = candidate.opened_station
    return station is not None and station.status in AT_WORK


def _due(station_id: UUID) -> datetime | None:
    return FirstWeekItem.objects.filter(station=station_id).values_list("due_at", flat=True).first()
