"""Between the JSON in which a policy version is kept and the plain `Policy`; whatever is wrong is named by its place."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.utils.translation import gettext as now_

from billing.policy.choices import PolicyError
from billing.policy.policies import (
    Band,
    Coverage,
    Exclusion,
    FirstMaintenance,
    Labour,
    Limits,
    OldParts,
    Outbound,
    Parts,
    Policy,
)
from common.errors import Invalid
from common.money import MINOR_UNITS

T = TypeVar("T")
Content = Mapping[str, Any]
PERCENT_MAX = 1000


def parse(label: str, effective_from: date, content: Content) -> Policy:
    """Return the policy that `content` describes. Raises Invalid (`policy.content`) naming the first place that is wrong."""
    root = Reader(content, "")
    currency = root.text("currency")
    if currency not in MINOR_UNITS:
        raise wrong("currency")
    return Policy(
        label=label,
        effective_from=effective_from,
        currency=currency,
        coverage=root.many("coverage", _coverage, at_least=1),
        exclusions=root.many("exclusions", _exclusion),
        labour=_labour(root.part("labour")),
        parts=_parts(root.part("parts")),
        outbound=_outbound(root.part("outbound")),
        old_parts=_old_parts(root.part("old_parts")),
        first_maintenance=_first_maintenance(root.part("first_maintenance")),
        limits=_limits(root.part("limits")),
    )


def wrong(place: str) -> Invalid:
    """Return the refusal that names a place, such as `coverage.2.months`."""
    message = now_("“%(place)s” is missing or not usable. Correct it and save again.") % {"place": place}
    return Invalid(message, code=PolicyError.CONTENT, field=place.partition(".")[0], place=place)


class Reader:
    """Reads one object of the JSON and knows where it stands."""

    def __init__(self, values: Any, place: str) -> None:
        if not isinstance(values, Mapping):
            raise wrong(place or "content")
        self.values = values
        self.place = place

    def at(self, name: str) -> str:
        """Return the full place of a member."""
        return f"{self.place}.{name}" if self.place else name

    def part(self, name: str) -> "Reader":
        """Return a nested object."""
        return Reader(self.values.get(name), self.at(name))

    def many(self, name: str, make: "Callable[[Reader], T]", *, at_least: int = 0) -> tuple[T, ...]:
        """Return a list of objects."""
        items = self.values.get(name, [])
        if not isinstance(items, list) or len(items) < at_least:
            raise wrong(self.at(name))
        return tuple(make(Reader(item, self.at(f"{name}.{number}"))) for number, item in enumerate(items))

    def text(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise wrong(self.at(name))
        return value.strip()

    def whole(self, name: str, *, least: int = 0) -> int:
        """Return a whole number of at least `least`."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise wrong(self.at(name))
        return value

    def percent(self, name: str) -> Decimal:
        """Return a percentage, kept as text so that no float comes near money."""
        value = self.values.get(name)
        try:
            found = Decimal(value) if isinstance(value, str | int) else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not (found.is_finite() and 0 <= found <= PERCENT_MAX):
            raise wrong(self.at(name))
        return found


def _coverage(part: Reader) -> Coverage:
    return Coverage(
        part.text("clause"),
        part.text("model"),
        part.text("component"),
        part.whole("months"),
        part.whole("mileage_km"),
    )


def _exclusion(part: Reader) -> Exclusion:
    return Exclusion(part.text("clause"), part.text("component"), part.text("reason_zh"), part.text("reason_en"))


def _labour(part: Reader) -> Labour:
    return Labour(part.text("clause"), part.whole("rate_minor_per_hour", least=1))


def _parts(part: Reader) -> Parts:
    return Parts(part.text("clause"), part.percent("markup_percent"))


def _outbound(part: Reader) -> Outbound:
    bands = part.many("bands", _band, at_least=1)
    limits = [band.up_to_km for band in bands if band.up_to_km is not None]
    if limits != sorted(set(limits)) or None in [band.up_to_km for band in bands[:-1]]:
        raise wrong(part.at("bands"))
    return Outbound(
        part.text("clause"),
        bands,
        part.percent("night_percent"),
        part.whole("minimum_minor"),
        part.percent("over_distance_percent"),
    )


def _band(part: Reader) -> Band:
    last = part.values.get("up_to_km") is None
    return Band(None if last else part.whole("up_to_km", least=1), part.whole("rate_minor_per_km"))


def _old_parts(part: Reader) -> OldParts:
    return OldParts(part.text("clause"), part.whole("return_days", least=1), part.whole("waived_below_minor"))


def _first_maintenance(part: Reader) -> FirstMaintenance:
    return FirstMaintenance(
        part.text("clause"), part.whole("fee_minor"), part.whole("months"), part.whole("mileage_km")
    )


def _limits(part: Reader) -> Limits:
    return Limits(
        part.text("repeat_clause"),
        part.whole("repeat_days"),
        part.text("entry_clause"),
        part.whole("entry_days", least=1),
        part.text("appeal_clause"),
        part.whole("appeal_days", least=1),
        part.text("automatic_clause"),
        part.whole("automatic_limit_minor"),
    )
