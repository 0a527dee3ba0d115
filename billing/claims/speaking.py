"""What the rules answer beside each field while a claim is typed, and how much of the coverage is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as now_

from billing.claims.covering import cover_of_claim
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules import Judgement
from billing.claims.showing import Why, excluded_words, why_of_verdict

# Which field of the claim, or of a line, a rule speaks about. A longer beginning goes before a shorter one.
CLAIM_FIELDS = {
    "mileage": "mileage_km",
    "dates.failed": "failed_on",
    "dates": "failed_on",
    "preauthorisation.expired": "repair_started_on",
    "preauthorisation": "preauthorisation",
}
LINE_FIELDS = {
    "parts.price": "unit_price",
    "labour.rate": "unit_price",
    "labour.hours": "amount",
    "preauthorisation": "unit_price",
    "parts.no_old_serial": "old_serial",
    "outbound": "amount",
}
SPOKEN_OF_CLAIM = ("failed_on", "repair_started_on", "mileage_km", "preauthorisation")
SPOKEN_OF_LINE = ("code", "amount", "unit_price", "old_serial")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The place beside one field, and what stands there; nothing clears it."""

    place: str
    whys: Sequence[Why]


def spoken_at(judgement: Judgement, lines: Sequence[ClaimLine], prefixes: Sequence[str]) -> list[Spoken]:
    """Return every place of the form with what the rules say there. `prefixes` are the form rows of the lines, in the same order."""
    rows: dict[UUID, str] = {line.pk: prefix for line, prefix in zip(lines, prefixes, strict=True)}
    said: dict[str, list[Why]] = {f"id_{name}_said": [] for name in SPOKEN_OF_CLAIM}
    said |= {f"id_{prefix}-{name}_said": [] for prefix in prefixes for name in SPOKEN_OF_LINE}
    for verdict in judgement.verdicts:
        prefix = rows.get(verdict.line) if verdict.line else None
        name = (
            f"{prefix}-{field_of(verdict.rule, LINE_FIELDS, 'code')}"
            if prefix
            else field_of(verdict.rule, CLAIM_FIELDS)
        )
        place = f"id_{name}_said"
        if place in said:
            said[place].append(why_of_verdict(verdict, judgement))
    return [Spoken(place, whys) for place, whys in said.items()]


def field_of(rule: str, fields: dict[str, str], otherwise: str = "") -> str:
    """Return the field that a rule speaks about."""
    fitting = [beginning for beginning in fields if rule.startswith(beginning)]
    return fields[max(fitting, key=len)] if fitting else otherwise


def coverage_left(claim: Claim, lines: Sequence[ClaimLine]) -> str:
    """Return until when the causal component (else the first that is covered) is covered, and what was left of it at the failure."""
    cover = cover_of_claim(claim, lines)
    if cover.exclusion is not None:
        return excluded_words(cover)
    coverage = cover.coverage
    if coverage is None or claim.sold_on is None:
        return ""
    until = coverage.until(claim.sold_on)
    days = (until - (claim.failed_on or claim.repair_finished_on)).days
    told = {
        "until": until.isoformat(),
        "km": f"{coverage.mileage_km:,}",
        "days": max(0, days),
        "left": f"{max(0, coverage.mileage_km - (claim.mileage_km or 0)):,}",
        "clause": coverage.clause,
    }
    if days < 0 or (claim.mileage_km or 0) > coverage.mileage_km:
        return now_("Coverage ended: until %(until)s or %(km)s km (clause %(clause)s).") % told
    return now_("Covered until %(until)s or %(km)s km: %(days)s days and %(left)s km left (clause %(clause)s).") % told
