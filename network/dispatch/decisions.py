"""Keeping why: each decision with the ranking on which it was made, and its words for people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from common.people import Person, Process
from network.dispatch.engine import Excluded, Exclusion, Ranked, Ranking, Remark
from network.dispatch.models import Decision, Rescue

KEPT = 20
ENGINE = Process(gettext_noop("Dispatch engine"))


@dataclass(frozen=True, slots=True)
class Choice:
    """Who decided, on what ranking, under which policy, and why against it."""

    by: Person
    ranking: Ranking
    policy: str
    reason: str = ""


def write_decision(rescue: Rescue, choice: Choice, *, chosen: UUID | None) -> Decision:
    """Keep a decision with the best and the nearest excluded crews."""
    return Decision.objects.create(
        rescue=rescue,
        round=rescue.round,
        policy=choice.policy,
        chosen_crew_id=chosen,
        made_by=choice.by.name,
        reason=choice.reason,
        ranked=[ranked_row(one) for one in choice.ranking.ranked[:KEPT]],
        excluded=[excluded_row(one) for one in choice.ranking.excluded[:KEPT]],
    )


def decided_by(made_by: str) -> str:
    """Return who decided, in words: a person's name stays as it is."""
    return _("Dispatch engine") if made_by == ENGINE.name else made_by


def ranked_row(one: Ranked) -> dict[str, Any]:
    """Return a candidate as it is stored."""
    return _row(one) | {
        "eta_s": one.eta_s,
        "cost_m": one.cost_m,
        "remarks": [[str(code), value] for code, value in one.remarks],
    }


def excluded_row(one: Excluded) -> dict[str, Any]:
    """Return an excluded crew as it is stored."""
    return _row(one) | {"why": [str(code) for code in one.why]}


def _row(one: Ranked | Excluded) -> dict[str, Any]:
    return {
        "crew_id": str(one.crew.crew_id),
        "crew": one.crew.name,
        "station": one.crew.station_name,
        "distance_m": one.distance_m,
    }


WHY_NOT = {
    Exclusion.STATION_INACTIVE: gettext_lazy("Station suspended or closed"),
    Exclusion.OFF_DUTY: gettext_lazy("Off duty"),
    Exclusion.BUSY: gettext_lazy("Busy or being asked"),
    Exclusion.CERTIFICATE: gettext_lazy("No valid rescue certificate"),
    Exclusion.CAPABILITY: gettext_lazy("Can't do what is needed"),
    Exclusion.BRAND: gettext_lazy("Not for this brand"),
    Exclusion.STATION_BRAND: gettext_lazy("Station not authorised for this brand"),
    Exclusion.DECLINED: gettext_lazy("Said no, or did not answer"),
    Exclusion.TOO_FAR: gettext_lazy("Too far away"),
    Exclusion.REST: gettext_lazy("Must rest: too long on the road"),
    Exclusion.POSITION: gettext_lazy("No fresh position"),
    Exclusion.OTHER_REGION: gettext_lazy("Belongs to another region"),
}


def why_not(code: str) -> str:
    """Return an exclusion in words."""
    return str(WHY_NOT.get(Exclusion(code), code))


def remark_words(code: str, value: int) -> str:
    """Return a remark on a ranked crew in words."""
    if code == Remark.DISTANCE:
        return _("%(km)s km by road") % {"km": f"{value / 1000:.1f}"}
    if code == Remark.POSITION_STALE:
        return _("last position %(minutes)d minutes old, so its station counts") % {"minutes": value // 60}
    if code == Remark.POSITION_UNKNOWN:
        return _("no position reported, so its station counts")
    if code == Remark.LOAD:
        return _("%(count)d jobs at hand") % {"count": value}
    return _("position %(seconds)d s old") % {"seconds": value}


def shortfall_sentence(found: dict[str, Any]) -> str:
    """Say why nobody can go, in one or two sentences; empty when there is no shortfall to explain."""
    if not found:
        return ""
    if not found.get("crews"):
        return _("There is no crew at all.")
    told = {"crews": found["crews"], "reasons": _counted(found.get("reasons", {}))}
    sentence = _("Looked at %(crews)d crews: %(reasons)s.") % told
    alone = found.get("only_reason", {})
    if not alone:
        return sentence
    mended = {"count": sum(alone.values()), "reasons": _counted(alone)}
    return sentence + " " + _("%(count)d could go if one thing were mended: %(reasons)s.") % mended


def _counted(reasons: dict[str, int]) -> str:
    rows = sorted(reasons.items(), key=lambda row: (-row[1], row[0]))
    return _(", ").join(f"{why_not(code)} {count}" for code, count in rows[:4])
