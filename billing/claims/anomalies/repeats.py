"""What was there before: a similar claim, the same part too soon, the same old part again, the mileage going back."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.facts import ClaimPicture, OtherClaim
from billing.claims.anomalies.registry import Limits, Sign, detector
from billing.claims.anomalies.similarity import alike_percent


@detector(
    "claim.similar",
    _("Duplicate or similar claim"),
    _("Like %(number)s for the same vehicle, %(days)d days apart: %(shared)d same operations or parts, words %(percent)d %% alike."),
    weight=40,
    limits={"days": 30, "alike_percent": 70},
)  # fmt: skip
def similar(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See another claim for the vehicle near in time that shares an operation or part, or is worded the same."""
    near = [other for other in picture.others if _days_apart(picture, other) <= limits["days"]]
    rated = [(_shared(picture, other), alike_percent(picture.text, other.text), other) for other in near]
    likely = [one for one in rated if one[0] or one[1] >= limits["alike_percent"]]
    if likely:
        shared, percent, other = max(likely, key=lambda one: one[:2])
        days = _days_apart(picture, other)
        yield Sign({"number": other.number, "days": days, "shared": shared, "percent": percent})


@detector(
    "part.too_soon",
    _("Same part too soon"),
    _("Part %(part)s was replaced before, on %(number)s: %(days)d days and %(km)s km apart."),
    weight=30,
    limits={"days": 180, "km": 20_000},
)
def same_part_too_soon(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a part that was replaced on the vehicle a short time and distance ago."""
    for line in picture.lines:
        for other in picture.others:
            days, km = _days_apart(picture, other), _km_apart(picture, other)
            soon = days <= limits["days"] and (km is None or km <= limits["km"])
            if line.part_number and line.part_number in other.parts and soon:
                told = {"part": line.part_number, "number": other.number, "days": days, "km": "?" if km is None else km}
                yield Sign(told, line.position)


@detector(
    "serial.again",
    _("Old part claimed before"),
    _("The old part %(serial)s was claimed before, on %(number)s."),
    weight=50,
)
def serial_again(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See an old part whose serial number another claim named already: one part fails once."""
    for line in picture.lines:
        if line.old_serial in picture.serials:
            yield Sign({"serial": line.old_serial, "number": picture.serials[line.old_serial]}, line.position)


@detector(
    "mileage.back",
    _("Mileage going back"),
    _("The odometer shows %(km)d km on %(day)s; %(number)s read %(other_km)d km on %(other_day)s."),
    weight=35,
    limits={"km": 100},
)
def mileage_back(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a reading below an earlier one, or above a later one, by more than what a slip of the pen explains."""
    if picture.mileage_km is None:
        return
    for other in picture.others:
        gone_back = _gone_back_km(picture, other)
        if gone_back > limits["km"]:
            told = {"km": picture.mileage_km, "day": picture.finished_on, "number": other.number}
            yield Sign({**told, "other_km": other.mileage_km, "other_day": other.finished_on})


def _gone_back_km(picture: ClaimPicture, other: OtherClaim) -> int:
    if other.mileage_km is None or picture.mileage_km is None or other.finished_on == picture.finished_on:
        return 0
    forward = 1 if other.finished_on < picture.finished_on else -1
    return forward * (other.mileage_km - picture.mileage_km)


def _days_apart(picture: ClaimPicture, other: OtherClaim) -> int:
    return abs((picture.finished_on - other.finished_on).days)


def _km_apart(picture: ClaimPicture, other: OtherClaim) -> int | None:
    if picture.mileage_km is None or other.mileage_km is None:
        return None
    return abs(picture.mileage_km - other.mileage_km)


def _shared(picture: ClaimPicture, other: OtherClaim) -> int:
    operations = {line.operation_code for line in picture.lines} & other.operations
    parts = {line.part_number for line in picture.lines} & other.parts
    return len((operations | parts) - {""})
