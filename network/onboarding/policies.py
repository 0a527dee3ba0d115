"""The rules of onboarding as plain functions: scoring, limits, what comes next and what blocks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.text import Text
from network.onboarding.choices import CandidateStatus

COEFFICIENTS = (Decimal("0.50"), Decimal("2.00"))

NEXT_STEP: Mapping[CandidateStatus, Text] = {
    CandidateStatus.LEAD: _("Selection by the regional office"),
    CandidateStatus.SELECTED: _("Confirmation by service management"),
    CandidateStatus.CONFIRMED: _("On-site acceptance by service management"),
    CandidateStatus.ACCEPTED: _("Service agreement, signed by both sides"),
    CandidateStatus.SIGNED: _("Written instruction of the customer-service manager"),
    CandidateStatus.INSTRUCTED: _("Opening by the claims section"),
}


def percent_of(points: Mapping[str, int], criteria: Sequence[Mapping[str, Any]]) -> int:
    """Return the share of all points, in per cent, rounded half up. Raises ValueError unless each criterion has points within its range."""
    if set(points) != {one["code"] for one in criteria}:
        raise ValueError("each criterion needs points")
    if any(not 0 <= points[one["code"]] <= one["points"] for one in criteria):
        raise ValueError("points out of range")
    share = Decimal(100 * sum(points.values())) / sum(one["points"] for one in criteria)
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def limit_days(limits: Mapping[str, int], status: str) -> int | None:
    """Return the working days that a step may take, or None when the standard sets no limit."""
    return limits.get(status)


def is_coefficient(value: Decimal) -> bool:
    """Tell whether a labour coefficient is within bounds and has at most two decimals."""
    return COEFFICIENTS[0] <= value <= COEFFICIENTS[1] and value == value.quantize(Decimal("0.01"))


def end_of_term(starts_on: date, years: int) -> date:
    """Return the last day of a term of whole years: the day before the anniversary."""
    month, day = starts_on.month, starts_on.day
    anniversary = date(starts_on.year + years, month, min(day, 28) if month == 2 else day)
    return date.fromordinal(anniversary.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class Age:
    """How long a candidate has been in its step, and whether that is too long."""

    days: int
    is_late: bool


def age_of(since: datetime, due_at: datetime | None, now: datetime) -> Age:
    """Return the age of a step."""
    return Age(max(0, (now - since).days), due_at is not None and due_at < now)
