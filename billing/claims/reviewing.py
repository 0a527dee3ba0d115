"""What a reviewer needs beside a claim: its coverage and how much of it is used, the vehicle's life, photos, claims like it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db.models import OuterRef
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.anomalies.gather import photos_of
from billing.claims.anomalies.linking import linked
from billing.claims.anomalies.models import ClaimFlag
from billing.claims.anomalies.registry import DETECTORS, sentence_of
from billing.claims.choices import ClaimType
from billing.claims.covering import cover_of_claim
from billing.claims.kin import Kin
from billing.claims.models import Claim, ClaimLine, ReviewNote, VehicleVisit
from billing.claims.selectors import claims_for
from billing.claims.visits.selectors import visits_for
from common.clock import business_zone
from common.files.models import StoredFile
from common.folding import folded, unfolded
from common.records import RecordQuerySet
from common.text import Text

VEHICLE_AT_MOST = 30
EARTH_KM = 6371.0
SLACK_DAYS = 3
FAR_KM = 50


@dataclass(frozen=True, slots=True)
class Coverage:
    """Until when and how far the causal component is covered, and how many percent of both the failure had used."""

    until: date
    limit_km: int
    clause: str
    time_percent: int
    km_percent: int | None

    @property
    def tone(self) -> str:
        """Return `bad` past the end of either."""
        return "bad" if max(self.time_percent, self.km_percent or 0) > 100 else "good"


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the life of the vehicle. `gap_km` is what it ran since the event before.

    What nobody claimed has no claim: `detail` says where it was, `key` is the repair order or rescue, `url` its page if the reader may open it.
    """

    day: date
    words: Text
    claim: Claim | None = None
    is_here: bool = False
    gap_km: int | None = None
    detail: str = ""
    key: UUID | None = None
    url: str = ""


Living = Callable[[Actor, str], Iterable[Event]]
_living: dict[str, Living] = {}


def add_life(make: Living) -> None:
    """Ask `make(actor, vin)` for events of a vehicle's life that may have no claim, each with its key. It must look through its own gate."""
    _living[f"{make.__module__}.{make.__qualname__}"] = make


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo with what its camera said; `warning` tells what does not fit the repair."""

    file: StoredFile
    taken: datetime | None
    place: str
    warning: str


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """An anomaly in words; `linked` is its sentence with a link at the claim that it names."""

    key: UUID
    title: Text
    sentence: str
    linked: str
    weight: int
    position: int
    dismissed: str


def coverage_of(claim: Claim, lines: Sequence[ClaimLine]) -> Coverage | None:
    """Return the coverage of the causal component (else of the first line's); None when nothing covers it, it is excluded,
    or the sale is unknown."""
    cover = cover_of_claim(claim, lines)
    found = cover.coverage
    if found is None or cover.exclusion is not None or claim.sold_on is None:
        return None
    until = found.until(claim.sold_on)
    used = (claim.failed_on or claim.repair_finished_on) - claim.sold_on
    days = max(1, (until - claim.sold_on).days)
    km = None if claim.mileage_km is None or not found.mileage_km else round(100 * claim.mileage_km / found.mileage_km)
    return Coverage(until, found.mileage_km, found.clause, round(100 * used.days / days), km)


def life_of_vehicle(claim: Claim, kin: Kin, actor: Actor) -> Sequence[Event]:
    """Return what happened to the vehicle, newest first: each repair, rescue and campaign that any station claimed, those that nobody
    claimed, then sold and built."""
    if not claim.vin:
        return []
    claims = kin.of_vehicle
    events = [
        Event(one.repair_finished_on, one.get_type_display(), one, one.pk == claim.pk, _gap_km(one, claims[at + 1 :]))
        for at, one in enumerate(claims)
    ]
    built = [Event(claim.vehicle.built_on, _("Built"))] if claim.vehicle else []
    sold = [Event(claim.sold_on, _("Sold"))] if claim.sold_on else []
    told = sorted([*events, *_unclaimed(claim, kin, actor)], key=lambda event: event.day, reverse=True)
    return [*told, *sold, *built]


def _unclaimed(claim: Claim, kin: Kin, actor: Actor) -> list[Event]:
    """Return the vehicle's last visits and rescues without a claim: facts, for which no station's schema is entered."""
    claims = kin.of_vehicle if kin.is_whole else claims_for(actor).filter(vin=claim.vin)
    claimed = {key for one in claims for key in (one.repair_order_id, one.rescue_id) if key}
    visits = visits_for(actor).filter(vin=claim.vin).order_by("-delivered_on", "-id")[:VEHICLE_AT_MOST]
    found = [_visit(one) for one in visits]
    found += [event for _name, make in sorted(_living.items()) for event in make(actor, claim.vin)]
    return [event for event in found if event.key not in claimed]


def _visit(one: VehicleVisit) -> Event:
    km = "" if one.mileage_km is None else now_("%(km)s km") % {"km": f"{one.mileage_km:,}"}
    words = now_("%(what)s, not claimed") % {"what": one.get_kind_display() or now_("Repair")}
    return Event(
        one.delivered_on, words, detail=" · ".join(filter(None, [one.station.name, km])), key=one.repair_order_id
    )


def _gap_km(one: Claim, earlier: Sequence[Claim]) -> int | None:
    before = next((other.mileage_km for other in earlier if other.mileage_km is not None), None)
    return None if before is None or one.mileage_km is None else one.mileage_km - before


def photos_shown(claim: Claim) -> Sequence[ShownPhoto]:
    """Return the claim's photos, each with time and place of the camera against days and station of the repair."""
    return [_photo(one, claim) for one in photos_of(claim)]


def _photo(file: StoredFile, claim: Claim) -> ShownPhoto:
    taken = file.captured_at.astimezone(business_zone()) if file.captured_at else None
    away_km = _away_km(file, claim)
    place = "" if away_km is None else now_("%(km)d km from the station") % {"km": away_km}
    return ShownPhoto(file, taken, place, _warning(taken, away_km, claim))


def _warning(taken: datetime | None, away_km: int | None, claim: Claim) -> str:
    first = claim.failed_on or claim.repair_started_on or claim.repair_finished_on
    if taken is None:
        return now_("The camera told no time.")
    if not -SLACK_DAYS <= (taken.date() - first).days <= (claim.repair_finished_on - first).days + SLACK_DAYS:
        return now_("Not taken at the time of the repair.")
    if away_km is not None and away_km > FAR_KM and claim.type != ClaimType.OUTBOUND_RESCUE:
        return now_("Taken far from the station.")
    return ""


def _away_km(file: StoredFile, claim: Claim) -> int | None:
    """Return the distance between camera and station: haversine, WGS-84."""
    if file.captured_lat is None or file.captured_lon is None:
        return None
    lat, lon, here_lat, here_lon = map(
        radians, (file.captured_lat, file.captured_lon, claim.station.lat, claim.station.lon)
    )
    a = sin((lat - here_lat) / 2) ** 2 + cos(lat) * cos(here_lat) * sin((lon - here_lon) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(a)))


def with_remarks(claims: RecordQuerySet) -> RecordQuerySet:
    """Read the anomalies and the notes of colleagues together with each claim: `flags_on` and `notes_on` return them."""
    found: RecordQuerySet = claims.annotate(
        flagged=folded(ClaimFlag.objects.filter(claim=OuterRef("pk"))),
        noted=folded(ReviewNote.objects.filter(claim=OuterRef("pk"))),
    )
    return found


def flags_on(claim: Any) -> Sequence[ClaimFlag]:
    """Return the anomalies of a claim that was read `with_remarks`."""
    return unfolded(ClaimFlag, claim.flagged)


def notes_on(claim: Any) -> Sequence[ReviewNote]:
    """Return the notes of a claim that was read `with_remarks`, oldest first."""
    return unfolded(ReviewNote, claim.noted)


def flags_shown(flags: Sequence[ClaimFlag]) -> Sequence[ShownFlag]:
    """Return anomalies in words, the heaviest first and the dismissed ones last."""
    rows = sorted(flags, key=lambda flag: (flag.is_dismissed, -flag.weight, flag.kind))
    return [_flag(flag) for flag in rows]


def _flag(flag: ClaimFlag) -> ShownFlag:
    title: Any = DETECTORS[flag.kind].title if flag.kind in DETECTORS else flag.kind
    said = sentence_of(flag.kind, flag.params)
    dismissed = f"{flag.dismissed_by_name}: {flag.dismiss_reason}" if flag.is_dismissed else ""
    return ShownFlag(flag.pk, title, said, linked(said, flag.params), flag.weight, flag.position, dismissed)
