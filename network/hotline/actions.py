"""What happens on the hotline: a call is taken, a case is opened, worked on and closed. Rows only: no broker is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Vehicle
from catalog.selectors import find_vehicle
from catalog.vin import check_vin
from common.clock import now
from common.datum import Datum
from common.errors import Invalid, WrongState
from common.history.record import record
from common.live import OFFICE, publish
from common.numbering.next_number import next_number
from common.sealed import seal
from common.text import Text
from network.hotline.choices import CallerLanguage, CaseKind, CaseStatus
from network.hotline.closing import why_open
from network.hotline.locating import ABROAD, locate
from network.hotline.locks import lock_case
from network.hotline.models import Call, Case
from network.hotline.places import road_of, to_wgs84
from network.hotline.policies import HotlineError, plain_phone, plain_plate
from network.hotline.selectors import (
    calls_for,
    case_of_client_key,
    open_cases_of_number,
    open_cases_of_vehicle,
    phone_index,
)
from network.hotline.sharing.actions import adopt_requests
from network.hotline.triage.actions import answered, kept
from network.planning.abroad import is_abroad


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the agent has typed. `lat` and `lon` are in `datum`; `vehicle` is a VIN, its last eight characters, or a plate.

    `needs_tow` is what the agent has ticked last and holds against the script; None leaves it to the script's answers.
    Without `road` the words of the place tell whether it is a highway; without coordinates a highway marker among them is looked up.
    """

    kind: str = CaseKind.RESCUE
    vehicle: str = ""
    brand: str = ""
    symptom: str = ""
    safety: str = ""
    needs_tow: bool | None = None
    description: str = ""
    place: str = ""
    road: str = ""
    lat: float | None = None
    lon: float | None = None
    datum: str = Datum.WGS84
    contact_name: str = ""
    contact_phone: str = ""
    language: str = CallerLanguage.ZH
    triage_script: UUID | None = None
    triage_keys: tuple[int, ...] = ()


@transaction.atomic
def take_call(
    phone: str, *, acting_user: Actor, rang_at: datetime | None = None, note: str = "", client_key: UUID | None = None
) -> Call:
    """Write down that a call was answered. The same `client_key` returns the call that it has made before. Raises Invalid for the number."""
    acting_user.require("hotline.answer")
    known = Call.objects.filter(client_key=client_key).first() if client_key else None
    if known is not None:
        return known
    number = plain_phone(phone)
    call = Call.objects.create(
        number=next_number("CALL"),
        phone_sealed=seal(number),
        phone_index=phone_index(number),
        rang_at=rang_at or now(),
        answered_at=now(),
        agent_id=acting_user.id,
        agent_name=acting_user.name,
        note=note,
        client_key=client_key,
    )
    record(call, "call.taken", acting_user, after={"number": call.number})
    return call


@transaction.atomic
def open_case(
    facts: CaseFacts,
    *,
    acting_user: Actor,
    call_id: UUID | None = None,
    client_key: UUID | None = None,
    despite_duplicate: bool = False,
    ask_abroad: bool = False,
) -> Case:
    """Open a case. The same `client_key` returns the case that it has opened before: a double click is one case.

    Raises Invalid for a VIN with a wrong check digit, a rescue without a place, or (unless `despite_duplicate`) a vehicle that has
    an open case of the same kind already, or a number that has one while one of the two names no vehicle: a fleet has many; nor, with
    `ask_abroad`, for a place abroad: whoever types it reads a warning first.
    """
    acting_user.require("hotline.answer")
    known = case_of_client_key(client_key)
    if known is not None:
        return known
    where = _where(facts)
    if ask_abroad:
        _warn_of_abroad(where)
    vehicle, vin, plate = _identify(facts.vehicle)
    if not despite_duplicate:
        _refuse_duplicate(facts, vin, plate, phone_index(plain_phone(facts.contact_phone, field="contact_phone")))
    case = Case.objects.create(
        number=next_number("CASE"),
        kind=facts.kind,
        vehicle=vehicle,
        vin=vin,
        plate=plate,
        brand=vehicle.model.brand if vehicle else facts.brand,
        opened_by=acting_user.id,
        client_key=client_key,
        description=facts.description,
        symptom=facts.symptom,
        **_triaged(facts),
        language=facts.language,
        **where,
        **_who(facts),
    )
    adopt_requests(case)
    if call_id is not None:
        calls_for(acting_user).get_or_404(call_id).change(case=case)
    told = {
        "number": case.number,
        "kind": case.kind,
        "symptom": case.symptom,
        "place": case.place,
        "vehicle": case.vehicle_label,
    }
    record(case, "case.opened", acting_user, after=told)
    publish(OFFICE, "case.opened", {"id": case.pk, "number": case.number, "kind": case.kind})
    return case


@transaction.atomic
def close_case(case_id: UUID, *, result: str, acting_user: Actor) -> Case:
    """Close a case with its result. Raises Invalid without one, WrongState when it is closed already or something still goes on for it."""
    acting_user.require("hotline.answer")
    case = lock_case(case_id, acting_user)
    if not result.strip():
        raise Invalid(_("Write down how the case ended."), code=HotlineError.NO_RESULT, field="result")
    if goes_on := why_open(case.pk):
        raise WrongState(goes_on, code=HotlineError.STILL_OPEN)
    before = case.status
    case.move_to(CaseStatus.CLOSED, result=result.strip(), closed_at=now())
    record(
        case, "case.closed", acting_user, before={"status": before}, after={"status": case.status}, reason=case.result
    )
    publish(OFFICE, "case.closed", {"id": case.pk})
    return case


@transaction.atomic
def show_phone(case_id: UUID, *, acting_user: Actor) -> str:
    """Return the caller's number in full, and record who looked."""
    acting_user.require("rescues.view" if acting_user.is_station else "hotline.view")
    case = lock_case(case_id, acting_user)
    record(case, "case.phone_shown", acting_user)
    return case.contact_phone


def _identify(text: str) -> tuple[Vehicle | None, str, str]:
    """Return (vehicle, VIN, plate) of what was typed. A VIN that we don't know must at least be a valid one."""
    typed = plain_plate(text)
    vehicle = find_vehicle(typed) if typed else None
    if vehicle is not None:
        return vehicle, vehicle.vin, vehicle.plate
    return (None, _checked(typed), "") if len(typed) >= 11 else (None, "", typed)


def _checked(vin: str) -> str:
    try:
        return check_vin(vin).vin
    except Invalid as error:
        raise Invalid(error.message, code=error.code, field="vehicle") from error


def _refuse_duplicate(facts: CaseFacts, vin: str, plate: str, index: str) -> None:
    same = open_cases_of_vehicle(vin, plate).filter(kind=facts.kind).first()
    if same is not None:
        raise _duplicate(
            same,
            "vehicle",
            _("This vehicle already has the open case %(number)s. Add to that one, or open a second one on purpose."),
        )
    same = open_cases_of_number(index, any_vehicle=not (vin or plate)).filter(kind=facts.kind).first()
    if same is not None:
        raise _duplicate(
            same,
            "contact_phone",
            _("This number already has the open case %(number)s. Add to that one, or open a second one on purpose."),
        )


def _duplicate(same: Case, field: str, sentence: Text) -> Invalid:
    message = str(sentence) % {"number": same.number}
    return Invalid(message, code=HotlineError.DUPLICATE, field=field, case_id=str(same.pk))


def _triaged(facts: CaseFacts) -> dict[str, object]:
    """Return what the script found out; what the agent has chosen besides holds."""
    found = answered(facts.triage_script, facts.triage_keys)
    if found is None:
        return {"safety": facts.safety, "needs_tow": bool(facts.needs_tow)}
    version, done = found
    return {
        "safety": facts.safety or done.safety,
        "needs_tow": done.tow if facts.needs_tow is None else facts.needs_tow,
        "triage": kept(version, done),
    }


def _where(facts: CaseFacts) -> dict[str, Any]:
    road = facts.road or road_of(facts.place)
    if facts.lat is None or facts.lon is None:
        if (found := locate("", facts.place)) is not None and found.exact:
            return {"place": facts.place, "road": road, "lat": found.place.lat, "lon": found.place.lon}
        if facts.kind == CaseKind.RESCUE:
            raise Invalid(
                _("A rescue needs a place: click on the map, or paste the position from the driver's phone."),
                code=HotlineError.NO_PLACE,
                field="coordinates",
            )
        return {"place": facts.place, "road": road}
    place = to_wgs84(facts.lat, facts.lon, facts.datum)
    return {"place": facts.place, "road": road, "lat": place.lat, "lon": place.lon, "place_datum": facts.datum}


def _warn_of_abroad(where: Mapping[str, Any]) -> None:
    if where.get("lat") is not None and is_abroad(where["lat"], where["lon"]):
        raise Invalid(ABROAD, code=HotlineError.ABROAD, field="coordinates")


def _who(facts: CaseFacts) -> dict[str, str]:
    phone = plain_phone(facts.contact_phone, field="contact_phone")
    return {
        "contact_name_sealed": seal(facts.contact_name.strip()),
        "contact_phone_sealed": seal(phone),
        "contact_phone_index": phone_index(phone),
    }
