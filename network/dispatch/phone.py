"""What the crew's phone is told, and how it reports: a list of steps, each of which may come late, twice, or out of date."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import DomainError, Invalid, WrongState
from common.live import live_address
from network.dispatch.actions import (
    Found,
    Report,
    accept_offer,
    arrive,
    decline_offer,
    depart,
    finish,
    report_positions,
    set_duty,
    sign_rescue,
    use_part,
)
from network.dispatch.actions.catching_up import LATELY, depart_late
from network.dispatch.beacon import pass_for
from network.dispatch.choices import Taken
from network.dispatch.intake import UNREADABLE
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.policies import DispatchError
from network.dispatch.selectors import crew_of_user, jobs_of_crew, offers_taken_back, open_offers, rescues_for
from network.hotline.choices import Audience, Capability, Safety, Symptom
from network.hotline.knowledge.selectors import suggested
from network.hotline.triage.reading import answers_of, parts_of

LARGEST_DRAWING = 700_000  # characters of base64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step. A refused one is shown to the crew and not sent again."""

    key: str
    ok: bool
    sentence: str = ""


def state_of(actor: Actor) -> dict[str, Any]:
    """Return everything that the page shows, and the moment for which it holds."""
    crew, moment = crew_of_user(actor), database_now()
    offers = open_offers(actor).filter(crew=crew) if crew else []
    jobs = jobs_of_crew(actor, crew.pk) if crew else []
    return {
        "as_of": moment.isoformat(),
        "live": live_address(actor),
        "crew": _crew(crew) if crew else None,
        "beacon": pass_for(actor, crew) if crew else {},
        "offers": [_offer(one) for one in offers],
        "jobs": [_job(one) | {"articles": _articles(actor, one)} for one in jobs],
        "taken": [_taken(one) for one in offers_taken_back(actor, crew.pk, moment - LATELY)] if crew else [],
    }


def take_report(actor: Actor, items: Sequence[Any]) -> list[Outcome]:
    """Carry out the phone's steps in their order. Each is an action of its own: one that is refused does not stop the next."""
    return [_carry_out(actor, _plain(item)) for item in items[:500] if isinstance(item, dict)]


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """Return a step whose words the database can keep, without NUL or halves of characters: a step that is never taken stops all behind it."""
    return {
        name: value.encode(errors="ignore").decode().replace("\0", "") if isinstance(value, str) else value
        for name, value in item.items()
    }


def _carry_out(actor: Actor, item: dict[str, Any]) -> Outcome:
    key = str(item.get("key", ""))[:40]
    try:
        if (do := str(item.get("do"))) == "depart" and _departed_before(actor, item):
            return Outcome(key, True)
        if do in ON_A_RESCUE:
            _require_served(actor, item)
        STEPS[do](actor, item)
    except DomainError as error:
        return Outcome(key, False, str(error.message))
    except UNREADABLE:
        return Outcome(key, False, _("The phone sent something that can't be read."))
    return Outcome(key, True)


def _require_served(actor: Actor, item: dict[str, Any]) -> None:
    """Raise WrongState when another crew, of this station or not, has the rescue by now: what was pressed before that is not its step.

    The phone names the crew for which it was pressed, since whoever rides with another one meanwhile still sends it.
    """
    pressed_for = _pressed_for(actor, item)
    rescue = rescues_for(actor).filter(pk=UUID(item["id"])).first()
    if rescue is None or (pressed_for is not None and rescue.crew_id != pressed_for):
        raise WrongState(
            _("The rescue was taken from your crew meanwhile; this was not kept."), code=DispatchError.TAKEN_AWAY
        )


def _pressed_for(actor: Actor, item: dict[str, Any]) -> UUID | None:
    if item.get("crew"):
        return UUID(item["crew"])
    crew = crew_of_user(actor)
    return crew.pk if crew else None


def _departed_before(actor: Actor, item: dict[str, Any]) -> bool:
    """Whether this is the late word of a crew that had departed before its rescue was taken from it: its kilometres count until then."""
    return depart_late(UUID(item["id"]), _pressed_for(actor, item), _moment(item["at"]), acting_user=actor)


def _positions(actor: Actor, item: dict[str, Any]) -> None:
    fixes = [Report.read(one, "key") for one in item["fixes"]]
    report_positions(UUID(item["id"]), fixes, acting_user=actor)


def _finish(actor: Actor, item: dict[str, Any]) -> None:
    told = {name: str(item.get(name) or "")[:20] for name in ("outcome", "no_help", "found_symptom", "found_cause")}
    towed_to = item.get("towed_to")
    found = Found(**told, unsigned=str(item.get("unsigned") or ""), towed_to=UUID(towed_to) if towed_to else None)
    finish(
        UUID(item["id"]),
        result=str(item.get("result", ""))[:2000],
        signed_by=str(item.get("signed_by", "")),
        found=found,
        acting_user=actor,
        at=_moment(item["at"]),
    )


def _sign(actor: Actor, item: dict[str, Any]) -> None:
    drawing = b64decode(str(item["png"])[:LARGEST_DRAWING], validate=True)
    lat, lon = item.get("lat"), item.get("lon")
    place = None if lat is None or lon is None else (float(lat), float(lon))
    if place is not None and not all(map(isfinite, place)):
        place = None
    key, at = UUID(item["key"]), _moment(item["at"])
    sign_rescue(UUID(item["id"]), drawing, key=key, acting_user=actor, at=at, place=place)


def _part(actor: Actor, item: dict[str, Any]) -> None:
    use_part(
        UUID(item["id"]),
        key=UUID(item["key"]),
        part_number=str(item["part_number"]),
        quantity=int(item["quantity"]),
        serial=str(item.get("serial") or ""),
        acting_user=actor,
        at=_moment(item["at"]),
    )


Step = Callable[[Actor, dict[str, Any]], Any]
ON_A_RESCUE: dict[str, Step] = {
    "depart": lambda actor, item: depart(UUID(item["id"]), acting_user=actor, at=_moment(item["at"])),
    "arrive": lambda actor, item: arrive(UUID(item["id"]), acting_user=actor, at=_moment(item["at"])),
    "part": _part,
    "sign": _sign,
    "finish": _finish,
}
STEPS: dict[str, Step] = {
    "duty": lambda actor, item: set_duty(UUID(item["id"]), bool(item["on"]), acting_user=actor),
    "accept": lambda actor, item: accept_offer(UUID(item["id"]), acting_user=actor),
    "decline": lambda actor, item: decline_offer(UUID(item["id"]), reason=str(item["reason"]), acting_user=actor),
    **ON_A_RESCUE,
    "positions": _positions,
}


def _moment(text: str) -> datetime:
    """Return an aware moment. Raises Invalid for anything else."""
    moment = parse_datetime(str(text))
    if moment is None or moment.tzinfo is None:
        raise Invalid(_("The phone sent a time without its zone."))
    return moment


def _crew(crew: Crew) -> dict[str, Any]:
    return {"id": str(crew.pk), "name": crew.name, "on_duty": crew.on_duty, "plate": crew.vehicle_plate}


def _offer(offer: Offer) -> dict[str, Any]:
    told = offer.summary
    return {
        "id": str(offer.pk),
        "number": told.get("number", ""),
        "symptom": _label(Symptom, told.get("symptom", "")),
        "safety": _label(Safety, told.get("safety", "")),
        "needs": [_label(Capability, one) for one in told.get("needs", [])],
        "brand": told.get("brand", ""),
        "place": told.get("place", ""),
        "lat": told.get("lat"),
        "lon": told.get("lon"),
        "km": round(offer.distance_m / 1000, 1),
        "minutes": round(offer.eta_s / 60),
        "expires_at": offer.expires_at.isoformat(),
        "seconds": round((offer.expires_at - offer.created_at).total_seconds()),
    }


def _taken(offer: Offer) -> dict[str, Any]:
    """Return a job that was taken from the crew: what it must know is that it need not go on."""
    sentence = (
        _("The dispatcher has given this rescue to another crew. You need not go on.")
        if offer.taken == Taken.REASSIGNED
        else _("This rescue was called off. You need not go on.")
    )
    return {"id": str(offer.pk), "number": str(offer), "sentence": sentence, "km": offer.driven_km}


def _job(rescue: Any) -> dict[str, Any]:
    case = rescue.case
    return {
        "id": str(rescue.pk),
        "number": rescue.number,
        "status": rescue.status,
        "status_label": str(rescue.get_status_display()),
        "vehicle": case.vehicle_label,
        "brand": rescue.brand,
        "symptom": str(case.get_symptom_display()),
        "symptom_code": case.symptom,
        "safety": str(case.get_safety_display()),
        "description": case.description,
        "place": case.place,
        "lat": rescue.lat,
        "lon": rescue.lon,
        "contact": case.contact_name,
        "photos": rescue.photo_count,
        "parts": parts_of(case),
        "triage": [f"{ask} {say}" for ask, say in answers_of(case)],
        "eta_at": rescue.eta_at.isoformat() if rescue.eta_at else None,
    }


def _articles(actor: Actor, rescue: Rescue) -> list[dict[str, str]]:
    """Return what crews should know for this symptom and vehicle, with the addresses at their station."""
    case = rescue.case
    model = case.vehicle.model.code if case.vehicle else ""
    found = suggested(actor, Audience.CREW, symptom=case.symptom, model=model)
    return [{"title": one.title, "url": one.get_absolute_url()} for one in found[:3]]


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
