"""What pops up on an agent's screen when it rings: the caller's masked number, and what is known of it."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.actors import Actor
from common.clock import database_now
from common.records import RecordQuerySet
from network.hotline.choices import LIVE, CallDirection, CallStatus
from network.hotline.models import Call, Case
from network.hotline.selectors import calls_for, cases_for
from network.hotline.telephony.policies import policy_on
from network.hotline.telephony.seats import seat_of

MOST = 5


def ringing_for(actor: Actor, moment: datetime) -> list[Call]:
    """Return the calls that ring for this agent: at the own extension, or at everybody's; the longest wait first. Nobody has them yet."""
    seat = seat_of(actor)
    since = moment - timedelta(seconds=policy_on(moment).forget_s)
    rows = calls_for(actor).filter(status=CallStatus.RINGING, direction=CallDirection.INBOUND, rang_at__gte=since)
    mine = seat.extension if seat else None
    return [
        one for one in rows.filter(agent_id__isnull=True).order_by("rang_at") if not one.ringing or mine in one.ringing
    ]


def pop_up(actor: Actor) -> dict[str, Any]:
    """Return the calls that ring for the agent, each with what is known of its number, as plain data for the page."""
    moment = database_now()
    return {"as_of": moment.isoformat(), "calls": [_shown(actor, call) for call in ringing_for(actor, moment)[:MOST]]}


def known_of_number(actor: Actor, index: str) -> tuple[list[Case], list[dict[str, str]]]:
    """Return the cases of a number, open ones first, and the vehicles that they were about, the latest first."""
    if not index:
        return [], []
    rows = list(cases_for(actor).filter(contact_phone_index=index).select_related("vehicle__model")[:50])
    seen: dict[str, dict[str, str]] = {}
    for case in rows:
        if case.vehicle_label:
            seen.setdefault(case.vin or case.plate, vehicle_of(case))
    return sorted(rows, key=lambda one: not one.is_live)[:MOST], list(seen.values())[:MOST]


def vehicle_of(case: Case) -> dict[str, str]:
    """Return the vehicle that a case is about."""
    model = str(case.vehicle.model) if case.vehicle else ""
    return {"plate": case.plate, "vin": case.vin, "brand": case.brand, "model": model}


def earlier_calls(actor: Actor, index: str) -> RecordQuerySet:
    """Return the calls of a number, the latest first."""
    rows = calls_for(actor)
    return rows.filter(phone_index=index).order_by("-rang_at") if index else rows.none()


def case_line(case: Case) -> dict[str, Any]:
    """Return a case as the form and the pop-up name it."""
    return {
        "number": case.number,
        "url": case.get_absolute_url(),
        "kind": str(case.get_kind_display()),
        "status": str(case.get_status_display()),
        "is_open": case.status in LIVE,
        "vehicle": case.vehicle_label,
    }


def _shown(actor: Actor, call: Call) -> dict[str, Any]:
    cases, vehicles = known_of_number(actor, call.phone_index)
    before = earlier_calls(actor, call.phone_index).exclude(pk=call.pk)
    return {
        "id": str(call.pk),
        "number": call.number,
        "phone": call.masked_phone,
        "rang_at": call.rang_at.isoformat(),
        "take": reverse("hotline:pick_up", args=[call.pk]),
        "vehicles": vehicles,
        "cases": [case_line(one) for one in cases],
        "earlier": before.count(),
        "last": before[0].rang_at.isoformat() if before else "",
        "caller": cases[0].contact_name if cases else "",
    }
