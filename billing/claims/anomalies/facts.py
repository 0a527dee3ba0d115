"""What the detectors are given: plain frozen data, so that a detector can be run over old claims without a database.

Amounts are minor units, distances metres, dates days at the station.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.claims.anomalies.standstills import Standstill


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the claim. `standard_hours` is the catalogue's; `batches` are the build windows that contracts name for the part."""

    position: int
    operation_code: str = ""
    part_number: str = ""
    component_code: str = ""
    claimed_minor: int = 0
    hours: Decimal = Decimal(0)
    standard_hours: Decimal | None = None
    outbound_m: int = 0
    old_serial: str = ""
    is_causal: bool = False
    batches: tuple[tuple[date | None, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """Another claim for the same vehicle, at any station."""

    number: str
    finished_on: date
    mileage_km: int | None = None
    operations: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo with its fingerprints (sha256 of the bytes, 64-bit difference hash as 16 hex digits) and the day on which it was taken.

    `turned` are its hashes turned by quarters and in a mirror, `subject` is what it shows, as a code.
    """

    sha256: str
    perceptual_hash: str = ""
    taken_on: date | None = None
    name: str = ""
    turned: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo of another claim that may be the same."""

    number: str
    station: str
    sha256: str
    perceptual_hash: str = ""


@dataclass(frozen=True, slots=True)
class Peers:
    """What one claim on a component costs: at this station (number of claims, median), and the medians of the region's other stations."""

    component_code: str
    own_claims: int
    own_median_minor: int
    medians_minor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimPicture:
    """A claim as the detectors see it. `closed` maps the days on which stations are closed to their names, `standstill` says why this
    one stood still on the day of the repair; `serials` maps an old
    serial number to the claim that named it before; `tracked_m` is what the GPS followed, `expected_m` what was to be driven."""

    number: str
    finished_on: date
    started_on: date | None = None
    failed_on: date | None = None
    is_outbound: bool = False
    mileage_km: int | None = None
    built_on: date | None = None
    text: str = ""
    lines: tuple[Line, ...] = ()
    others: tuple[OtherClaim, ...] = ()
    serials: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()
    known_photos: tuple[KnownPhoto, ...] = ()
    tracked_m: int | None = None
    expected_m: int | None = None
    closed: Mapping[date, str] = field(default_factory=dict)
    standstill: Standstill | None = None
    peers: tuple[Peers, ...] = ()
