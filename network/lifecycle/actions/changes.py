"""信息变更: a station asks, its regional office checks, head office approves, and on the day it takes effect."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.deadlines.keep import call_off
from common.errors import Invalid, NotAllowed, WrongState
from common.files.pictures import MAX_BYTES
from common.files.store import store_bytes, store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person
from common.text import Text
from network.lifecycle.choices import (
    EVIDENCE,
    PENDING,
    UNDER_WAY,
    WAITING,
    ChangeKind,
    ChangeStatus,
    LifecycleError,
)
from network.lifecycle.deadlines import CHANGE_APPLIES, CHANGE_DUE, apply_on, watch_change
from network.lifecycle.handover.acting import hand_over
from network.lifecycle.handover.looking import is_handover
from network.lifecycle.kinds import SPECS, cleaned, now_of, of_the_row
from network.lifecycle.locks import lock_change, lock_station
from network.lifecycle.models import StationChange, StationOrder
from network.lifecycle.selectors import evidence_of
from network.onboarding.actions import extend_agreement
from network.onboarding.selectors import agreement_in_force
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

Upload = tuple[str, bytes]
WITHDRAWN = _("The station was withdrawn before the day came.")
LIVING = (StationStatus.ACTIVE, StationStatus.SUSPENDED)


@transaction.atomic
def request_change(
    station_id: UUID,
    kind: str,
    values: Mapping[str, Any],
    *,
    reason: str,
    wanted_on: date | None = None,
    evidence: Sequence[Upload] = (),
    acting_user: Actor,
) -> StationChange:
    """Ask for a change of one kind, with its papers. A station asks for itself, head office for any in sight.

    Its deregistration (注销) a station asks for itself: NotAllowed for others.
    Raises Invalid for values that can't be or change nothing, without the papers that the kind needs, WrongState while another of the
    kind is under way, and for a station that is withdrawn.
    """
    acting_user.require("changes.request")
    station: Station = stations_for(acting_user).get_or_404(station_id)
    require_living(station)
    if kind not in ChangeKind.values:
        raise Invalid(_("Choose what changes."), code=LifecycleError.VALUE, field="kind")
    if kind == ChangeKind.DEREGISTRATION and not acting_user.is_station:
        raise NotAllowed(_("Only the station itself asks for its deregistration."))
    before, after = cleaned(kind, values, station)
    words, wanted = require_words(reason), wanted_on or today()
    if wanted < today():
        raise Invalid(_("Choose today or a day to come."), code=LifecycleError.DATE, field="wanted_on")
    if SPECS[ChangeKind(kind)].needs_evidence and not evidence:
        raise Invalid(_("Add the papers: a PDF or photos of them."), code=LifecycleError.EVIDENCE, field="evidence")
    change = StationChange(
        station=station,
        number=next_number("CHG"),
        kind=kind,
        values=after,
        before=before,
        reason=words,
        wanted_on=wanted,
        requested_by_id=acting_user.id,
        requested_by_name=acting_user.name,
    )
    _insert(change)
    for upload in evidence:
        _keep(change, upload, acting_user)
    watch_change(change)
    told = {"status": change.status, "kind": kind, **after}
    record(change, "station_change.requested", acting_user, before=before, after=told, reason=words)
    return change


def _insert(change: StationChange) -> None:
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        message = _("A change of this kind is under way already. Wait for it, or take it back.")
        raise WrongState(message, code=LifecycleError.UNDER_WAY) from error


@transaction.atomic
def add_evidence(change_id: UUID, evidence: Sequence[Upload], *, acting_user: Actor) -> StationChange:
    """Add papers to a change that waits. Raises WrongState once it is decided, Invalid for what is neither PDF nor picture."""
    acting_user.require("changes.request")
    change = lock_change(change_id, acting_user)
    if change.status not in WAITING:
        raise WrongState(status=change.status)
    for upload in evidence:
        _keep(change, upload, acting_user)
    after = {"papers": [name for name, _content in evidence]}
    record(change, "station_change.evidence_added", acting_user, after=after)
    return change


def _keep(change: StationChange, upload: Upload, actor: Actor) -> None:
    name, content = upload
    facts: dict[str, Any] = {
        "subject_id": change.pk, "kind": EVIDENCE, "name": name, "station_id": change.station_id, "uploaded_by": actor.id,
    }  # fmt: skip
    if not content.startswith(b"%PDF-"):
        store_picture(content, **facts)
        return
    if len(content) > MAX_BYTES:
        raise Invalid(
            _("The file is larger than 15 MB. Send a smaller one."), code=LifecycleError.EVIDENCE, field="evidence"
        )
    store_bytes(content, content_type="application/pdf", **facts)


@transaction.atomic
def check_change(change_id: UUID, *, note: str, seen_on: date | None = None, acting_user: Actor) -> StationChange:
    """The regional office has checked the request and its papers, and was on site where the kind asks for it.

    Raises NotAllowed for who requested it, Invalid without words or the day of the visit.
    """
    acting_user.require("changes.check")
    change = lock_change(change_id, acting_user)
    refuse_people(acting_user, change.requested_by_id)
    _require_new_manager(change)
    words = require_words(note, "note")
    if seen_on is not None and seen_on > today():
        raise Invalid(_("This day is still to come."), code=LifecycleError.DATE, field="seen_on")
    spec = SPECS[ChangeKind(change.kind)]
    if spec.needs_visit and seen_on is None:
        raise Invalid(
            _("This kind of change needs a look on site: say on which day."),
            code=LifecycleError.NOT_SEEN,
            field="seen_on",
        )
    if spec.needs_evidence and not evidence_of(change).exists():
        raise Invalid(_("The papers are missing. Ask the station for them."), code=LifecycleError.EVIDENCE)
    before = {"status": change.status}
    change.move_to(
        ChangeStatus.CHECKED,
        checked_by_id=acting_user.id,
        checked_by_name=acting_user.name,
        check_note=words,
        seen_on=seen_on,
    )
    watch_change(change)
    after = {"status": change.status, "check_note": words, "seen_on": seen_on}
    record(change, "station_change.checked", acting_user, before=before, after=after)
    return change


@transaction.atomic
def approve_change(change_id: UUID, *, effective_on: date | None = None, acting_user: Actor) -> StationChange:
    """Approve a checked change from a day on (that wanted, when none is given); today's takes effect at once.

    Raises NotAllowed for who requested or checked it, Invalid for a day that has passed.
    """
    acting_user.require("changes.approve")
    change = lock_change(change_id, acting_user)
    if change.kind == ChangeKind.DEREGISTRATION:
        raise WrongState(_("The customer-service manager answers this wish with a written order."))
    refuse_people(acting_user, change.requested_by_id, change.checked_by_id)
    _require_new_manager(change)
    day = effective_on or max(change.wanted_on, today())
    if day < today():
        raise Invalid(_("Choose today or a day to come."), code=LifecycleError.DATE, field="effective_on")
    before = {"status": change.status}
    change.move_to(
        ChangeStatus.APPROVED,
        approved_by_id=acting_user.id,
        approved_by_name=acting_user.name,
        effective_on=day,
        before=_with_agreement(change),
    )
    watch_change(change)
    apply_on(change, day)
    after = {"status": change.status, "effective_on": day}
    record(change, "station_change.approved", acting_user, before=before, after=after)
    return apply_change(change, acting_user) if day == today() else change


def _require_new_manager(change: StationChange) -> None:
    """Raise Invalid for a transfer of owner that was asked for before the new manager had to be named: nobody would get access."""
    if change.kind == ChangeKind.OWNER and not change.values.get("manager_email"):
        message = _("This request does not name the new manager. Refuse it, and have it asked for again.")
        raise Invalid(message, code=LifecycleError.VALUE)


def _with_agreement(change: StationChange) -> dict[str, Any]:
    """Return what stands before the change; for a transfer of owner with the agreement that ends on the day."""
    agreement = agreement_in_force(change.station_id) if change.kind == ChangeKind.OWNER else None
    return {**change.before, "agreement": agreement.number} if agreement else change.before


@transaction.atomic
def refuse_change(change_id: UUID, *, reason: str, acting_user: Actor) -> StationChange:
    """Refuse a change with a reason: the regional office before its check, head office after it.

    Raises NotAllowed for who requested it, WrongState for a wish that an order answers: refused alone it would not stop the order.
    """
    change = lock_change(change_id, acting_user)
    acting_user.require("changes.check" if change.status == ChangeStatus.REQUESTED else "changes.approve")
    refuse_people(acting_user, change.requested_by_id)
    _refuse_while_ordered(change)
    words, before = require_words(reason), {"status": change.status}
    change.move_to(ChangeStatus.REFUSED, answer=words)
    watch_change(change)
    call_off(change.pk, CHANGE_APPLIES)
    record(change, "station_change.refused", acting_user, before=before, after={"status": change.status}, reason=words)
    return change


def _refuse_while_ordered(change: StationChange) -> None:
    order = StationOrder.objects.filter(wish=change, status__in=PENDING).first()
    if order is not None:
        message = _("The written order %(number)s answers this wish. Have that revoked: the wish is refused with it.")
        raise WrongState(message % {"number": order.number}, code=LifecycleError.UNDER_WAY)


@transaction.atomic
def take_back_change(change_id: UUID, *, reason: str = "", acting_user: Actor) -> StationChange:
    """Take a request back before it is approved; only the side that asked for it. Raises NotAllowed for others."""
    acting_user.require("changes.request")
    change = lock_change(change_id, acting_user)
    if change.requested_by_id != acting_user.id and not acting_user.is_station:
        raise NotAllowed(_("Whoever asked for the change takes it back."))
    before = {"status": change.status}
    change.move_to(ChangeStatus.TAKEN_BACK)
    watch_change(change)
    record(
        change, "station_change.taken_back", acting_user, before=before, after={"status": change.status}, reason=reason
    )
    return change


def apply_change(change: StationChange, actor: Person) -> StationChange:
    """Put an approved change in force: the registry's row (or the agreement), with the history of both. The change is locked.

    A station that was withdrawn meanwhile is not changed any more: the change is refused.
    """
    station = lock_station(change.station_id)
    if station.status not in LIVING:
        return _lapse(change, actor)
    before = now_of(change.kind, station)
    if change.kind == ChangeKind.RENEWAL:
        extend_agreement(station.pk, date.fromisoformat(change.values["ends_on"]), acting_user=actor)
    else:
        contact = {"contact_name": change.values["manager_name"]} if is_handover(change) else {}
        _change_station(station, of_the_row(change.values) | contact, change, actor)
    change.move_to(ChangeStatus.APPLIED, applied_at=now())
    if is_handover(change):
        _lapse_with_owner(change, actor)
        hand_over(change, actor)
    call_off(change.pk, CHANGE_APPLIES)
    record(
        change,
        "station_change.applied",
        actor,
        before={"status": ChangeStatus.APPROVED, **before},
        after={"status": change.status, **change.values},
    )
    return change


def _change_station(station: Station, values: dict[str, Any], change: StationChange, actor: Person) -> None:
    before = {name: getattr(station, name) for name in values}
    station.change(**values)
    told = {**values, "change": change.number}
    record(station, "station.changed", actor, before=before, after=told, reason=change.reason, station_id=station.pk)


def _lapse_with_owner(change: StationChange, actor: Person) -> None:
    """What the owner before asked of its own agreement is not decided any more: its renewal, and its wish to leave."""
    asked = Q(kind=ChangeKind.RENEWAL, status__in=UNDER_WAY) | Q(kind=ChangeKind.DEREGISTRATION, status__in=WAITING)
    for other in StationChange.objects.filter(asked, station_id=change.station_id).locked():
        _lapse(other, actor, _("The station has another owner now."))
        call_off(other.pk, CHANGE_DUE)


def _lapse(change: StationChange, actor: Person, answer: Text = WITHDRAWN) -> StationChange:
    before = {"status": change.status}
    change.move_to(ChangeStatus.REFUSED, answer=str(answer))
    call_off(change.pk, CHANGE_APPLIES)
    record(
        change, "station_change.refused", actor, before=before, after={"status": change.status}, reason=change.answer
    )
    return change


def refuse_pending(station_id: UUID, actor: Person) -> None:
    """Refuse what is under way for a station that is withdrawn: nobody has to decide it any more."""
    for change in StationChange.objects.filter(station_id=station_id, status__in=UNDER_WAY).locked():
        _lapse(change, actor)
        call_off(change.pk, CHANGE_DUE)


def fulfil_wish(change_id: UUID, actor: Person) -> None:
    """The order that answers a station's wish has begun: the wish has taken effect."""
    for change in StationChange.objects.filter(pk=change_id, status=ChangeStatus.APPROVED).locked():
        before = {"status": change.status}
        change.move_to(ChangeStatus.APPLIED, applied_at=now())
        record(change, "station_change.applied", actor, before=before, after={"status": change.status})


def drop_wish(change_id: UUID, actor: Person, reason: str) -> None:
    """The order that answered a station's wish is revoked: so is the wish, and the station may ask again."""
    for change in StationChange.objects.filter(pk=change_id, status=ChangeStatus.APPROVED).locked():
        before, words = {"status": change.status}, reason[:500] or str(_("The written order was revoked."))
        change.move_to(ChangeStatus.REFUSED, answer=words)
        after = {"status": change.status}
        record(change, "station_change.refused", actor, before=before, after=after, reason=words)


def require_living(station: Station) -> None:
    """Raise WrongState for a station that is not open (any more)."""
    if station.status not in LIVING:
        raise WrongState(_("This station is withdrawn or not open yet."), code=LifecycleError.STATION_GONE)


def require_words(text: str, field: str = "reason") -> str:
    """Return the words, cut to 500 characters. Raises Invalid when there are none."""
    words = text.strip()[:500]
    if len(words) < 2:
        raise Invalid(_("Say it in a few words."), code=LifecycleError.REASON, field=field)
    return words


def refuse_people(actor: Actor, *others: UUID | None) -> None:
    """Raise NotAllowed when the actor did an earlier step of this change."""
    if actor.id in others:
        raise NotAllowed(
            _("You did an earlier step of this yourself. Another person has to do this one."),
            code=LifecycleError.SAME_PERSON,
        )
