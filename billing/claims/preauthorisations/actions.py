"""Asking for a repair before it begins, and deciding on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.choices import ClaimType, PhotoSubject
from billing.claims.models import Preauthorisation
from billing.claims.photos import keep_photos
from billing.claims.policies import require_active
from billing.claims.preauthorisations.choices import PreauthorisationError, PreauthorisationStatus
from billing.claims.preauthorisations.locks import lock_preauthorisation
from billing.claims.selectors import require_vehicle
from billing.policy.selectors import policy_of, require_version_on
from catalog.models import Component, Vehicle
from common.clock import end_of_day, now, today
from common.deadlines.keep import call_off, set_deadline
from common.errors import Invalid, NotAllowed, NotYours
from common.history.record import record
from common.numbering.next_number import next_number
from common.text import Text
from tenants.registry.models import Station
from tenants.workshop.snapshots import repair_order_facts

ENDS = "preauthorisation.ends"
DEFAULT_DAYS, MOST_DAYS = 30, 365


@dataclass(frozen=True, slots=True)
class Request:
    """What a station asks for: one component of one vehicle, for an estimate in minor units. `photos` are (name, content)."""

    vin: str
    mileage_km: int
    component_code: str
    estimate_minor: int
    reason: str
    type: ClaimType = ClaimType.WARRANTY
    repair_order_id: UUID | None = None
    photos: Sequence[tuple[str, bytes]] = ()


@transaction.atomic
def request_preauthorisation(request: Request, *, acting_user: Actor) -> Preauthorisation:
    """Ask head office to agree. Raises Invalid for an unknown vehicle or component, or while the same is asked already; NotAllowed when the
    station is not active."""
    acting_user.require("preauthorisations.request")
    if acting_user.station_id is None:
        raise NotYours()
    station = Station.objects.get(pk=acting_user.station_id)
    require_active(station)
    _require_whole(request)
    version = require_version_on(today())
    vehicle = require_vehicle(request.vin.strip().upper(), field="vin", code=PreauthorisationError.UNKNOWN_VEHICLE)
    row = _create(station, request, vehicle, acting_user)
    row.change(policy_label=version.label, clause=policy_of(version).preauthorisation.clause)
    keep_photos(row, PhotoSubject.FAILED_PART, request.photos, acting_user)
    after = {"number": row.number, "vin": row.vin, "estimate_minor": row.estimate_minor, "photos": len(request.photos)}
    record(row, "preauthorisation.requested", acting_user, after=after, reason=row.reason)
    return row


@transaction.atomic
def answer_question(key: UUID, *, answer: str, acting_user: Actor) -> Preauthorisation:
    """Answer head office's question; it waits for the decision again."""
    acting_user.require("preauthorisations.request")
    row = lock_preauthorisation(key, acting_user)
    _require_text(answer, "answer", _("Answer the question first."))
    return _move(row, PreauthorisationStatus.REQUESTED, "answered", acting_user, answer, answer=answer.strip())


@transaction.atomic
def withdraw_request(key: UUID, *, acting_user: Actor, reason: str = "") -> Preauthorisation:
    """Take the request back, or give an agreement back that is not needed. Raises WrongState when it is used or refused."""
    acting_user.require("preauthorisations.request")
    row = lock_preauthorisation(key, acting_user)
    if row.claims.exclude(status="cancelled").exists():  # type: ignore[attr-defined]
        raise Invalid(_("A claim names it. Take it off the claim first."), code=PreauthorisationError.TAKEN)
    call_off(row.pk, ENDS)
    return _move(row, PreauthorisationStatus.WITHDRAWN, "withdrawn", acting_user, reason)


@transaction.atomic
def ask_station(key: UUID, *, question: str, acting_user: Actor) -> Preauthorisation:
    """Send it back to the station with a question."""
    row = _for_decision(key, acting_user)
    _require_text(question, "question", _("Ask a question that the station can answer."))
    told = {"question": question.strip(), "answer": ""}
    return _move(row, PreauthorisationStatus.ASKED, "asked", acting_user, question, **told)


@transaction.atomic
def approve_request(
    key: UUID, *, approved_minor: int, valid_until: date, acting_user: Actor, comment: str = ""
) -> Preauthorisation:
    """Agree to an amount; the repair must begin by `valid_until`.

    Raises Invalid for nothing, for more than the estimate, or for a day that has passed or is more than a year away.
    """
    row = _for_decision(key, acting_user)
    if not 0 < approved_minor <= row.estimate_minor:
        message = _("Agree to more than nothing and at most to the estimate.")
        raise Invalid(message, code=PreauthorisationError.AMOUNT, field="approved")
    if not today() <= valid_until <= today() + timedelta(days=MOST_DAYS):
        message = _("Give a last day between today and a year from now.")
        raise Invalid(message, code=PreauthorisationError.VALIDITY, field="valid_until")
    set_deadline(ENDS, row.pk, end_of_day(valid_until), station_id=row.station_id)
    given = {"approved_minor": approved_minor, "valid_until": valid_until, "comment": comment.strip()}
    decided = given | _decider(acting_user)
    return _move(row, PreauthorisationStatus.APPROVED, "approved", acting_user, comment, **decided)


@transaction.atomic
def refuse_request(key: UUID, *, comment: str, acting_user: Actor) -> Preauthorisation:
    """Refuse it, saying why."""
    row = _for_decision(key, acting_user)
    _require_text(comment, "comment", _("Say why it is refused."))
    decided = {"comment": comment.strip()} | _decider(acting_user)
    return _move(row, PreauthorisationStatus.REFUSED, "refused", acting_user, comment, **decided)


def usual_days() -> int:
    """Return for how many days today's policy lets an agreement hold."""
    return policy_of(require_version_on(today())).preauthorisation.valid_days or DEFAULT_DAYS


def _decider(actor: Actor) -> dict[str, object]:
    return {"decided_by": actor.id, "decided_name": actor.name, "decided_at": now()}


def _for_decision(key: UUID, actor: Actor) -> Preauthorisation:
    actor.require("preauthorisations.decide")
    row = lock_preauthorisation(key, actor)
    if actor.id == row.requested_by:
        raise NotAllowed(_("You asked for it, so you can't decide on it."), code=PreauthorisationError.OWN_REQUEST)
    return row


def _move(
    row: Preauthorisation, status: PreauthorisationStatus, verb: str, actor: Actor, reason: str, **values: object
) -> Preauthorisation:
    before = {"status": row.status}
    row.move_to(status, **values)
    after: dict[str, object] = {"status": row.status, "number": row.number}
    after |= {name: values[name] for name in ("approved_minor", "valid_until") if name in values}
    record(row, f"preauthorisation.{verb}", actor, before=before, after=after, reason=reason)
    return row


def _require_whole(request: Request) -> None:
    _require_text(request.reason, "reason", _("Say what failed and why the repair is needed."))
    if request.estimate_minor <= 0:
        raise Invalid(_("Give an estimate above nothing."), code=PreauthorisationError.AMOUNT, field="estimate")
    if not Component.objects.filter(code=request.component_code).exists():
        raise Invalid(
            _("This component is not in the catalogue."), code=PreauthorisationError.INCOMPLETE, field="component_code"
        )


def _require_text(text: str, field: str, sentence: Text) -> None:
    if not text.strip():
        raise Invalid(sentence, code=PreauthorisationError.INCOMPLETE, field=field)


def _create(station: Station, request: Request, vehicle: Vehicle, actor: Actor) -> Preauthorisation:
    order = repair_order_facts(request.repair_order_id) if request.repair_order_id else None
    try:
        with transaction.atomic():
            return Preauthorisation.objects.create(
                station=station,
                number=next_number("PRA"),
                type=request.type,
                vehicle=vehicle,
                vin=vehicle.vin,
                model_code=vehicle.model.code,
                mileage_km=request.mileage_km,
                component_code=request.component_code,
                repair_order_id=order.id if order else None,
                repair_order_number=order.number if order else "",
                reason=request.reason.strip(),
                estimate_minor=request.estimate_minor,
                requested_by=actor.id,
                requested_name=actor.name,
                requested_at=now(),
            )
    except IntegrityError as error:
        message = _("The same component of this vehicle is asked for already. Answer or withdraw that request.")
        raise Invalid(message, code=PreauthorisationError.OPEN_ALREADY, field="component_code") from error
