"""Gathering what the detectors are given: the claim, the vehicle's other claims, photos that look the same, peers, the calendar."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from billing.chargeback.models import SupplierContract
from billing.claims.anomalies.facts import ClaimPicture, KnownPhoto, Line, OtherClaim, Peers, Photo
from billing.claims.anomalies.models import PhotoPrint, StationCost
from billing.claims.anomalies.similarity import near_words, says_something, words_of
from billing.claims.anomalies.standstills import standstill_on
from billing.claims.choices import ClaimStatus, ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.claims.selectors import PHOTO
from catalog.models import LabourOperation
from common.clock import business_zone
from common.errors import Invalid
from common.files.models import StoredFile
from common.files.pictures import turned_hashes
from common.files.store import read_stored
from common.working_days.models import CalendarDay

OTHERS_AT_MOST = 100
LOOK_ALIKES_AT_MOST = 200
TRACK_DAYS = timedelta(days=2)
ELSEWHERE = (ClaimStatus.DRAFT, ClaimStatus.CANCELLED)


def picture_of(claim: Claim, lines: Sequence[ClaimLine], photos: Sequence[StoredFile]) -> ClaimPicture:
    """Return the claim as the detectors see it. Needs head office's scope.

    It takes about ten queries however long the claim is, and reads each of its photos from the store.
    """
    looks = tuple(_photo(one) for one in photos)
    return ClaimPicture(
        number=claim.number,
        finished_on=claim.repair_finished_on,
        started_on=claim.repair_started_on,
        failed_on=claim.failed_on,
        is_outbound=claim.type == ClaimType.OUTBOUND_RESCUE,
        mileage_km=claim.mileage_km,
        built_on=claim.vehicle.built_on if claim.vehicle else None,
        text=_text(claim),
        lines=_lines(claim, lines),
        others=_others(claim),
        serials=_serials(claim, lines),
        photos=looks,
        known_photos=_known(claim, looks),
        tracked_m=_tracked_m(claim, lines),
        expected_m=claim.expected_distance_m,
        closed=_closed(claim.repair_finished_on),
        standstill=standstill_on(claim.station_id, claim.repair_finished_on),
        peers=_peers(claim, {line.component_code for line in lines if line.is_causal}),
    )


def photos_of(claim: Claim) -> Sequence[StoredFile]:
    """Return the claim's photos in the order in which they were taken in."""
    return list(
        StoredFile.objects.filter(subject_id=claim.pk, content_type__startswith="image/").order_by("created_at")
    )


def keep_prints(claim: Claim, photos: Sequence[StoredFile]) -> None:
    """Keep the fingerprints of the claim's photos for the claims to come; those that are kept already stay."""
    PhotoPrint.objects.bulk_create(
        [
            PhotoPrint(
                file_id=one.pk,
                claim=claim,
                station_id=claim.station_id,
                sha256=one.sha256,
                perceptual_hash=one.perceptual_hash,
                words=words_of(one.perceptual_hash) if says_something(one.perceptual_hash) else [],
            )
            for one in photos
        ],
        ignore_conflicts=True,
    )


def _text(claim: Claim) -> str:
    return f"{claim.complaint} {claim.cause} {claim.correction}".strip()


def _lines(claim: Claim, lines: Sequence[ClaimLine]) -> tuple[Line, ...]:
    codes = [line.operation_code for line in lines if line.operation_code]
    norms = dict(LabourOperation.objects.filter(code__in=codes).values_list("code", "standard_hours"))
    batches = _batches(claim, [line.part_number for line in lines if line.is_causal])
    return tuple(_line(line, norms, batches) for line in lines)


def _line(
    line: ClaimLine, norms: Mapping[str, Decimal], batches: Mapping[str, list[tuple[date | None, date | None]]]
) -> Line:
    return Line(
        position=line.position,
        operation_code=line.operation_code,
        part_number=line.part_number,
        component_code=line.component_code,
        claimed_minor=line.claimed_minor,
        hours=line.hours or Decimal(0),
        standard_hours=norms.get(line.operation_code),
        outbound_m=int(line.quantity * 1000) if line.kind == LineKind.OUTBOUND else 0,
        old_serial=line.old_serial,
        is_causal=line.is_causal,
        batches=tuple(batches.get(line.part_number, ())),
    )


def _batches(claim: Claim, parts: Sequence[str]) -> dict[str, list[tuple[date | None, date | None]]]:
    """Return the build windows in force on the day of the repair of parts that have nothing but windows."""
    day = claim.repair_finished_on
    running = SupplierContract.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
    found: dict[str, list[tuple[date | None, date | None]]] = {}
    for number, first, last in running.filter(part__number__in=parts).values_list(
        "part__number", "built_from", "built_to"
    ):
        found.setdefault(number, []).append((first, last))
    return {number: windows for number, windows in found.items() if (None, None) not in windows}


def _others(claim: Claim) -> tuple[OtherClaim, ...]:
    rows = Claim.objects.filter(vin=claim.vin).exclude(pk=claim.pk).exclude(status__in=ELSEWHERE)
    rows = rows.exclude(type=ClaimType.OUTBOUND_RESCUE).prefetch_related("lines").order_by("-repair_finished_on")
    if not claim.vin or claim.type == ClaimType.OUTBOUND_RESCUE:
        return ()
    rows = rows.only("number", "repair_finished_on", "mileage_km", "complaint", "cause", "correction")
    return tuple(_other(row) for row in rows[:OTHERS_AT_MOST])


def _other(claim: Claim) -> OtherClaim:
    lines = list(claim.lines.all())
    return OtherClaim(
        number=claim.number,
        finished_on=claim.repair_finished_on,
        mileage_km=claim.mileage_km,
        operations=frozenset(line.operation_code for line in lines if line.operation_code),
        parts=frozenset(line.part_number for line in lines if line.part_number),
        text=_text(claim),
    )


def _serials(claim: Claim, lines: Sequence[ClaimLine]) -> dict[str, str]:
    wanted = [line.old_serial for line in lines if line.old_serial]
    rows = ClaimLine.objects.filter(old_serial__in=wanted).exclude(old_serial="").exclude(claim=claim.pk)
    parts = {(line.old_serial, line.part_number) for line in lines}
    found = rows.exclude(claim__status__in=ELSEWHERE).values_list("old_serial", "part_number", "claim__number")
    return {serial: number for serial, part, number in found if (serial, part) in parts} if wanted else {}


def _photo(file: StoredFile) -> Photo:
    taken = file.captured_at.astimezone(business_zone()).date() if file.captured_at else None
    return Photo(file.sha256, file.perceptual_hash, taken, file.name, _turned(file), file.kind.removeprefix(PHOTO))


def _turned(file: StoredFile) -> tuple[str, ...]:
    """Return the hashes of the photo turned and mirrored; none for one that says nothing, or whose bytes can't be read."""
    if not says_something(file.perceptual_hash):
        return ()
    try:
        return turned_hashes(read_stored(file))
    except (Invalid, OSError):
        return ()


def _known(claim: Claim, photos: Sequence[Photo]) -> tuple[KnownPhoto, ...]:
    if not photos:
        return ()
    words = sorted(
        {
            word
            for photo in photos
            for look in (photo.perceptual_hash, *photo.turned)
            if says_something(look)
            for word in near_words(look)
        }
    )
    same = Q(sha256__in=[photo.sha256 for photo in photos]) | Q(words__overlap=words)
    rows = PhotoPrint.objects.filter(same).exclude(claim=claim.pk).exclude(claim__status__in=ELSEWHERE)
    found = rows.values_list("claim__number", "claim__station__name", "sha256", "perceptual_hash")
    return tuple(KnownPhoto(*one) for one in found[:LOOK_ALIKES_AT_MOST])


def _tracked_m(claim: Claim, lines: Iterable[ClaimLine]) -> int | None:
    """Return what the GPS followed: the claim's own drive, or the rescue of the same vehicle by the same station at that time."""
    if claim.distance_m is not None or not any(line.kind == LineKind.OUTBOUND for line in lines):
        return claim.distance_m
    days = (claim.failed_on or claim.repair_finished_on) - TRACK_DAYS, claim.repair_finished_on + TRACK_DAYS
    rescues = Claim.objects.filter(vin=claim.vin, station_id=claim.station_id, distance_m__isnull=False)
    found: int | None = rescues.filter(repair_finished_on__range=days).values_list("distance_m", flat=True).first()
    return found


def _closed(day: date) -> dict[date, str]:
    """Return the public holiday on `day`, if it is one. Weekends are not closing days: most workshops are open on them."""
    rows = CalendarDay.objects.filter(day=day, is_working=False).values_list("day", "name")
    return dict(rows)


def _peers(claim: Claim, components: Iterable[str]) -> tuple[Peers, ...]:
    rows = StationCost.objects.filter(component_code__in=list(components), region=claim.station.region)
    by_component: dict[str, list[StationCost]] = {}
    for row in rows:
        by_component.setdefault(row.component_code, []).append(row)
    return tuple(_peers_of(code, many, claim) for code, many in sorted(by_component.items()))


def _peers_of(code: str, rows: Sequence[StationCost], claim: Claim) -> Peers:
    own = next((row for row in rows if row.station_id == claim.station_id), None)
    others = tuple(row.median_minor for row in rows if row.station_id != claim.station_id)
    return Peers(code, own.claims if own else 0, own.median_minor if own else 0, others)
