"""What the dispatcher's board shows, as plain data: rescues and crews, in the words of the reader."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from common.clock import database_now
from common.deadlines.models import Deadline
from common.pages.tables import show_moment
from common.pages.tones import tone_of
from network.dispatch.choices import Held, Limit, OfferStatus, RescueStatus
from network.dispatch.decisions import shortfall_sentence
from network.dispatch.facts import home_regions
from network.dispatch.models import AutomaticPause, Crew, Offer, Rescue
from network.dispatch.policies import Policy, pause_on, policy_on
from network.dispatch.selectors import REGIONAL_ONLY, crews_for, open_rescues
from network.hotline.choices import Safety
from tenants.registry.choices import Region

KINDS = {
    RescueStatus.WAITING: "waiting",
    RescueStatus.OFFERED: "offered",
    RescueStatus.ACCEPTED: "under_way",
    RescueStatus.EN_ROUTE: "under_way",
    RescueStatus.ARRIVED: "arrived",
    RescueStatus.UNSERVED: "unserved",
}


def board_data(actor: Actor) -> dict[str, Any]:
    """Return the open rescues and the crews, with the moment for which they hold."""
    moment = database_now()
    rescues = sorted(open_rescues(actor), key=_needs_a_dispatcher)  # stable: the oldest first among equals
    limits, refused = _limits(rescues), _refused(rescues)
    policy = policy_on(moment)
    crews = list(crews_for(actor).filter(on_duty=True))
    return {
        "as_of": moment.isoformat(),
        "pause": pause_sentence(pause_on(moment)),
        "mass": mass_lines(actor, rescues, crews, policy),
        "rescues": [rescue_line(one, limits.get(one.pk), policy, refused.get(one.pk, 0)) for one in rescues],
        "crews": [crew_mark(one, moment, policy.stale_after_s) for one in crews],
    }


def _needs_a_dispatcher(rescue: Rescue) -> tuple[bool, bool]:
    """Sort first where people are hurt and no crew is there yet, then those for whom nobody is asked."""
    is_hurt = rescue.case.safety == Safety.INJURED and rescue.arrived_at is None
    return not is_hurt, not (rescue.held or rescue.status == RescueStatus.UNSERVED)


def mass_lines(actor: Actor, rescues: list[Rescue], crews: list[Crew], policy: Policy) -> list[dict[str, Any]]:
    """Return each region in which more rescues wait than its crews can take, the worst first; a regional office sees its own."""
    idle = [(one.lat, one.lon) for one in rescues if one.status in (RescueStatus.WAITING, RescueStatus.UNSERVED)]
    if len(idle) < 2:  # one alone is no mass event
        return []
    free = [one.station.region for one in crews if one.load < one.capacity]
    on = policy.mass.regions(home_regions(idle), free)
    seen = [one for one in on if actor.region == one] if actor.roles <= REGIONAL_ONLY else list(on)
    return [
        {"region": one, "waiting": on[one][0], "free": on[one][1], "words": _mass_words(one, *on[one])} for one in seen
    ]


def _mass_words(region: str, waiting: int, free: int) -> str:
    told = {"region": Region(region).label if region in Region else "–", "waiting": waiting, "free": free}
    return _("%(region)s: waiting %(waiting)d, free crews %(free)d") % told


def rescue_line(rescue: Rescue, limit: Deadline | None, policy: Policy, refused: int) -> dict[str, Any]:
    """Return one line of the table, which is one mark on the map; `refused` is how many offers were declined or not answered."""
    case = rescue.case
    return {
        "id": str(rescue.pk),
        "number": rescue.number,
        "url": rescue.get_absolute_url(),
        "status": rescue.status,
        "status_label": str(rescue.get_status_display()),
        "tone": tone_of(Rescue, rescue.status),
        "kind": KINDS[RescueStatus(rescue.status)],
        "lat": rescue.lat,
        "lon": rescue.lon,
        "vehicle": case.vehicle_label,
        "symptom": str(case.get_symptom_display()),
        "safety": case.safety,
        "safety_label": str(case.get_safety_display()),
        "place": case.place,
        "station": rescue.station.name if rescue.station else "",
        "crew": rescue.crew.name if rescue.crew else "",
        "opened_at": rescue.created_at.isoformat(),
        "eta_at": rescue.eta_at.isoformat() if rescue.eta_at and not rescue.arrived_at else None,
        "limit": str(Limit(limit.kind).label) if limit else "",
        "due_at": limit.due_at.isoformat() if limit else None,
        "warned": rescue.warned_at is not None,
        "escalation": rescue.escalation,
        "escalation_label": str(steps[-1].label) if (steps := policy.steps_up_to(rescue.escalation)) else "",
        "refused": refused,
        "held": bool(rescue.held),
        "why": why_no_offer(rescue),
    }


def why_no_offer(rescue: Rescue) -> str:
    """Say why nobody is being asked: no crew can go, or the engine is held back; empty otherwise."""
    if rescue.held:
        return str(Held(rescue.held).label)
    return shortfall_sentence(rescue.shortfall) if rescue.status == RescueStatus.UNSERVED else ""


def pause_sentence(pause: AutomaticPause | None) -> str:
    """Say that automatic mode is off, until when, by whom and why; empty while it is on."""
    if pause is None:
        return ""
    told = {"moment": show_moment(pause.ends_at), "name": pause.begun_by_name, "reason": pause.reason}
    return _("Automatic mode is off until %(moment)s (%(name)s): %(reason)s") % told


def crew_mark(crew: Crew, moment: datetime, stale_after_s: float) -> dict[str, Any]:
    """Return a crew's mark; a position that is too old is not shown as one, the station's is, and it says so."""
    age = (moment - crew.position_at).total_seconds() if crew.position_at else None
    fresh = age is not None and age <= stale_after_s and crew.lat is not None
    detail = _("Position %(age)d s old") % {"age": age or 0} if fresh else _("No fresh position: shown at its station")
    return {
        "id": str(crew.pk),
        "label": f"{crew.name} · {crew.station.name}",
        "kind": "busy" if crew.load else "crew",
        "lat": crew.lat if fresh else crew.station.lat,
        "lon": crew.lon if fresh else crew.station.lon,
        "fresh": fresh,
        "detail": detail,
    }


def points(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the board's marks as the map wants them."""
    rescues = [
        {"id": one["id"], "lat": one["lat"], "lon": one["lon"], "kind": one["kind"], "url": one["url"],
         "label": f"{one['number']} · {one['status_label']}", "detail": one["place"]}
        for one in data["rescues"]
    ]  # fmt: skip
    return [*data["crews"], *rescues]


def board_address() -> str:
    """Return where the board's data come from."""
    return reverse("dispatch:board_data")


def _limits(rescues: list[Rescue]) -> dict[Any, Deadline]:
    rows = Deadline.objects.filter(
        subject_id__in=[one.pk for one in rescues], kind__in=Limit.values, done_at__isnull=True
    )
    return {row.subject_id: row for row in rows}


def _refused(rescues: list[Rescue]) -> dict[Any, int]:
    said_no = (OfferStatus.DECLINED, OfferStatus.EXPIRED)
    rows = Offer.objects.filter(rescue__in=[one.pk for one in rescues], status__in=said_no).order_by()
    return dict(rows.values_list("rescue_id").annotate(times=Count("pk")))
