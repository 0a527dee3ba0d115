"""How figures of a card are shown, and what stands behind each: the facts, and the list of the room that they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.policy.rulebook.book import number
from common.money import DEFAULT_CURRENCY, format_minor
from common.text import Text
from network.scorecards.choices import COUNTED, GROUP_OF, Source
from network.scorecards.computing import last_day
from network.scorecards.facts.plain import Fact
from network.scorecards.standard import Standard
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class Room:
    """Where an indicator's facts have their pages: a record's, a list with its filter, and the row of the role table that it needs."""

    action: str
    record: str = ""
    list: str = ""
    query: str = ""


CLAIMS = Room(
    "claims.view", "claims:detail", "claims:list", "station={code}&repaired_after={first}&repaired_before={last}"
)
VIOLATIONS = Room("violations.view", "violations:violation", "violations:violations", "station={station}&status=final")
CERTIFICATES = Room("certification.view", "", "certification:certificates", "station={station}")
ROOMS: Mapping[str, Room] = {
    Source.FTFR: Room("claims.view", "claims:detail"),
    Source.CSI: Room("care.view", "", "care:follow_ups"),
    Source.RESCUE: Room("rescues.view", "dispatch:rescue", "dispatch:rescues"),
    Source.DUTY_PHONE: Room(
        "dutychecks.view", "duty:check", "duty:checks", "station={station}&scored_after={first}&scored_before={last}"
    ),
    Source.CLAIM_ACCURACY: CLAIMS,
    Source.CLAIM_FIRST_PASS: CLAIMS,
    Source.DISPUTES: Room("settlement.view", "settlement:detail", "settlement:list", "q={code}"),
    Source.CERTIFIED: CERTIFICATES,
    Source.TRAINING: CERTIFICATES,
    Source.AUDIT: Room(
        "inspections.view", "inspections:inspection", "inspections:inspections", "station={station}&purpose=audit"
    ),
    Source.VIOLATIONS: VIOLATIONS,
    Source.FINES: VIOLATIONS,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a card in words."""

    source: str
    name: Text
    group: Text
    value: str
    points: str
    weight: str
    counts: str
    facts: int
    url: str
    can_appeal: bool


def value_text(source: str, value: float | None) -> Text:
    """Return a measured value with its unit."""
    if value is None:
        return _("no facts")
    return number(value) if source in COUNTED else f"{number(value)} %"


def lines_shown(lines: Sequence[Mapping[str, Any]], standard: Standard, url: str = "") -> list[Shown]:
    """Return the lines of a card in words; `url` is an address whose `SOURCE` stands for the indicator."""
    return [_shown(one, standard, url) for one in lines]


def _shown(one: Mapping[str, Any], standard: Standard, url: str) -> Shown:
    source, indicator = one["source"], standard.indicator(one["source"])
    return Shown(
        source,
        Source(source).label,
        GROUP_OF[source].label,
        str(value_text(source, one["value"])),
        "–" if one["points"] is None else number(one["points"]),
        f"{one['weight']} %",
        f"{number(one['counts'])} %",
        one["facts"],
        url.replace("SOURCE", source),
        bool(indicator and indicator.can_appeal),
    )


def list_url(source: str, station: Station, month: date, actor: Actor) -> str:
    """Return the address of the list behind an indicator, where there is one for this person here."""
    room = ROOMS[source]
    if not room.list or not actor.may(room.action):
        return ""
    told = {"station": station.pk, "code": station.code, "first": month, "last": last_day(month)}
    base = _address(room.list)
    return f"{base}?{room.query.format(**told)}" if base and room.query else base


def fact_url(source: str, fact: Fact, actor: Actor) -> str:
    """Return the address of a fact's record, where this person has its page here."""
    room = ROOMS[source]
    if fact.key is None or not room.record or not actor.may(room.action):
        return ""
    return _address(room.record, fact.key)


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def amounts(source: str, gained: float, possible: float) -> tuple[str, str]:
    """Return what a fact gained and could gain as people write it: claims in money, the rest as numbers."""
    if source == Source.CLAIM_ACCURACY:
        return format_minor(round(gained), DEFAULT_CURRENCY), format_minor(round(possible), DEFAULT_CURRENCY)
    return number(gained), number(possible)
