"""Where and when: the drive against its GPS track, the repair against the calendar, the vehicle against the part's batch."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies.facts import ClaimPicture
from billing.claims.anomalies.registry import Limits, Sign, detector


@detector(
    "outbound.over_track",
    _("Outbound distance above the GPS track"),
    _("%(claimed_km)s km were claimed; the GPS followed %(tracked_km)s km, so %(percent)d %% more."),
    weight=45,
    limits={"percent": 10, "m": 2_000},
)
def over_track(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a drive that is claimed longer than the GPS followed it."""
    tracked = picture.tracked_m
    for line in picture.lines:
        if tracked and _is_beyond(line.outbound_m, tracked, limits):
            percent = round(100 * line.outbound_m / tracked - 100)
            told = {"claimed_km": _km(line.outbound_m), "tracked_km": _km(tracked), "percent": percent}
            yield Sign(told, line.position)


@detector(
    "outbound.detour",
    _("Outbound drive with a detour"),
    _("The GPS followed %(tracked_km)s km where %(expected_km)s km were to be expected, %(percent)d %% more."),
    weight=20,
    limits={"percent": 30, "m": 5_000},
)
def detour(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a drive that was much longer than the way there and back."""
    tracked, expected = picture.tracked_m, picture.expected_m
    if picture.is_outbound and tracked and expected and _is_beyond(tracked, expected, limits):
        percent = round(100 * tracked / expected - 100)
        yield Sign({"tracked_km": _km(tracked), "expected_km": _km(expected), "percent": percent})


@detector(
    "repair.closed_day",
    _("Repair during closing days"),
    _("The repair was finished on %(day)s (%(name)s), a day on which stations are closed."),
    weight=20,
)
def closed_day(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See workshop work on a public holiday; a rescue is driven at any time."""
    if not picture.is_outbound and picture.finished_on in picture.closed:
        yield Sign({"day": picture.finished_on, "name": picture.closed[picture.finished_on]})


@detector(
    "repair.suspended",
    _("Repair while the station was suspended"),
    _("The repair was finished on %(day)s. By order %(order)s the station was suspended from %(since)s to %(until)s."),
    weight=30,
)
def suspended(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See work in a suspension that is claimed when it is over. What was finished on its first day was begun before."""
    still = picture.standstill
    if still is not None and picture.finished_on > still.since:
        told = {"day": picture.finished_on, "order": still.order, "since": still.since, "until": still.until or "…"}
        yield Sign(told)


@detector(
    "batch.outside",
    _("Causal part not in the batch"),
    _("Suppliers bear part %(part)s for vehicles built %(windows)s; this one was built on %(built_on)s."),
    weight=25,
)
def outside_batch(picture: ClaimPicture, limits: Limits) -> Iterator[Sign]:
    """See a causal part whose suppliers answer for a batch that this vehicle is not of."""
    built_on = picture.built_on
    for line in picture.lines:
        if built_on is None or not line.is_causal or not line.batches:
            continue
        if not any(_is_in(built_on, *window) for window in line.batches):
            windows = ", ".join(f"{first or '…'} – {last or '…'}" for first, last in line.batches)
            yield Sign({"part": line.part_number, "windows": windows, "built_on": built_on}, line.position)


def _is_in(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _is_beyond(longer_m: int, shorter_m: int, limits: Limits) -> bool:
    return longer_m - shorter_m > max(limits["m"], shorter_m * limits["percent"] / 100)


def _km(metres: int) -> str:
    return f"{metres / 1000:.1f}"
