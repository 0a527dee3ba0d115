"""What pages show of a replay: totals side by side, the money by rule, station, component and supplier, the reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import Outcome
from billing.claims.replay.models import Replay, ReplayLine
from billing.claims.rules import sentence_for
from billing.claims.showing import TONES, Why
from catalog.models import Component, Supplier
from common.money import format_minor
from common.pages.parts import address
from common.text import Text
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure before and after."""

    label: Text
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown; `url` leads to its lines."""

    label: Text
    detail: Text
    url: str
    lines: int
    before_minor: int
    after_minor: int
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The money by one thing."""

    title: Text
    shares: Sequence[Share]


def totals(replay: Replay) -> list[Pair]:
    """Return the totals before and after."""
    counts = [
        (_("Claims without an objection, settled by rule below the limit"), replay.clean_before, replay.clean_after),
        (_("Claims that a person has to look at closely"), replay.referred_before, replay.referred_after),
    ]
    money = Pair(
        _("What the rules leave"),
        format_minor(replay.before_minor, replay.currency),
        format_minor(replay.after_minor, replay.currency),
        signed(replay.difference_minor, replay.currency),
    )
    return [money, *[Pair(label, f"{was:,}", f"{now:,}", f"{now - was:+,}") for label, was, now in counts]]


def signed(minor: int, currency: str) -> str:
    """Return a difference with its sign."""
    return f"+{format_minor(minor, currency)}" if minor > 0 else format_minor(minor, currency)


def breakdowns(replay: Replay) -> list[Breakdown]:
    """Return the money by rule, station, component and supplier; three queries for the names."""
    rows: Mapping[str, Sequence[dict[str, Any]]] = replay.summary
    if not rows:
        return []
    lines = address("claims:replay_lines", [replay.pk])
    stations = Station.objects.in_bulk([UUID(row["station_id"]) for row in rows["station"]])
    components = {
        one.code: one for one in Component.objects.filter(code__in=[r["component_code"] for r in rows["component"]])
    }
    suppliers = Supplier.objects.in_bulk([UUID(row["supplier_id"]) for row in rows["supplier"] if row["supplier_id"]])
    nothing = now_("none")
    return [
        Breakdown(
            _("By rule"), [_share(row, row["rule"], _cite(row), f"{lines}?rule={row['rule']}") for row in rows["rule"]]
        ),
        Breakdown(
            _("By station"),
            [
                _share(row, one.name, one.code, f"{lines}?station={one.code}")
                for row in rows["station"]
                if (one := stations.get(UUID(row["station_id"])))
            ],
        ),
        Breakdown(
            _("By component"),
            [
                _share(row, components.get(code, code or nothing), code, f"{lines}?component={code}")
                for row in rows["component"]
                if (code := row["component_code"]) is not None
            ],
        ),
        Breakdown(
            _("By supplier"),
            [
                _share(
                    row,
                    suppliers.get(UUID(key), nothing) if key else nothing,
                    "",
                    f"{lines}?supplier={key}" if key else lines,
                )
                for row in rows["supplier"]
                for key in [row["supplier_id"]]
            ],
        ),
    ]


def _cite(row: Mapping[str, Any]) -> str:
    clause = row["clause"] or "–"
    return now_("%(policy)s, clause %(clause)s") % {"policy": row["cited_policy"], "clause": clause}


def _share(row: Mapping[str, Any], label: Any, detail: Text, url: str) -> Share:
    return Share(str(label), detail, url, row["n"], row["before"], row["after"], row["difference"])


def whys(reasons: Sequence[Mapping[str, Any]]) -> list[Why]:
    """Return kept reasons in the reader's language."""
    return [_why(reason) for reason in reasons]


def _why(reason: Mapping[str, Any]) -> Why:
    outcome = Outcome(reason["outcome"])
    sentence = sentence_for(reason["rule"], dict(reason["params"]))
    return Why(outcome.label, TONES[outcome], sentence, reason["rule"], reason["policy"], reason["clause"])


def before_and_after(line: ReplayLine) -> list[tuple[Text, int, list[Why]]]:
    """Return (title, amount, reasons) under each of the two policies."""
    return [
        (_("Before"), line.before_minor, whys(line.reasons_before)),
        (_("After"), line.after_minor, whys(line.reasons_after)),
    ]
