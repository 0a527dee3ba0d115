"""Periods and limits."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """Repeats, handing in, appeal, settling without a person and how many of those are looked at all the same.

    `automatic_types` are the claim types that are settled by rule; without any, nothing is.
    """

    repeat_clause: str
    repeat_days: int
    entry_clause: str
    entry_days: int
    appeal_clause: str
    appeal_days: int
    automatic_clause: str
    automatic_limit_minor: int
    automatic_sample_percent: Decimal = Decimal(10)
    automatic_types: tuple[str, ...] = ()
