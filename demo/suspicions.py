"""Claims that deserve a second look, made through the station's own steps: the detectors find them for the reasons that are real here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from accounts.roles import Role
from billing.claims.actions import LineEdit, edit_claim, prepare_claim, sign_and_submit
from billing.claims.choices import LineKind, PhotoSubject
from billing.claims.models import Claim, ClaimLine
from billing.claims.photos import add_photos
from catalog.models import Vehicle
from common.clock import now, today
from common.errors import DomainError
from common.files.models import StoredFile
from common.files.store import read_stored
from common.history.relay import deliver_pending
from common.working_days.models import CalendarDay
from demo.chance import SHANGHAI, dice
from demo.detours import drive_detours
from demo.evidence import old_picture, photograph
from demo.peers import DEAR, dear_station, fault_of
from demo.people import staff
from demo.size import Size
from demo.visits import Fault, faults, hand_over, under_warranty, visit
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

Change = Callable[[LineEdit], LineEdit]
HOLIDAYS_BACK = 58
CHEAP_MINOR = 200_000


def raise_suspicions(stations: list[Station], size: Size) -> None:
    """Make one claim or pair for each kind of anomaly that a station can bring about."""
    roll, lived_in = dice("suspicions"), stations[: size.lived_in]
    young = _young(size, roll)
    plain, serialised = _plain_and_serialised()
    ago = iter(now() - timedelta(days=days, hours=3) for days in range(9, 60))
    shops = cycle(lived_in)
    kinds: list[Callable[[Station, Station, Vehicle, Vehicle], object]] = [
        lambda here, there, one, two: (  # the same work at two stations
            _claim(here, one, plain[0], next(ago), roll),
            _claim(there, _later(one), plain[0], now() - timedelta(days=2), roll),
        ),
        lambda here, there, one, two: _claim(here, one, plain[1], next(ago), roll, _more_hours),
        lambda here, there, one, two: _same_old_part(here, there, one, two, serialised[0], ago, roll),
        lambda here, there, one, two: _claim(
            there, two, plain[2], next(ago), roll, photos_of=_claim(here, one, plain[3], next(ago), roll, days_before=0)
        ),
        lambda here, there, one, two: _claim(here, one, plain[4], next(ago), roll, days_before=24),
        lambda here, there, one, two: (  # the earlier repair shows more kilometres than the later one
            _claim(here, one, plain[5], now() - timedelta(days=4), roll),
            _claim(there, _later(one), plain[6], now() - timedelta(days=21), roll),
        ),
        lambda here, there, one, two: _on_a_holiday(here, one, plain[7 % len(plain)], roll),
    ]
    for kind in kinds:
        pair = next(young, None), next(young, None)
        if pair[0] is not None and pair[1] is not None:
            kind(next(shops), next(shops), pair[0], pair[1])
    _long_drive(lived_in, plain[0], roll)
    _dearer_than_its_peers(stations, size, young, roll)
    drive_detours(lived_in, list(young)[: len(lived_in)], roll)
    deliver_pending(limit=10_000)


def _young(size: Size, roll: Random) -> Iterator[Vehicle]:
    """Return vehicles under warranty that nobody has claimed for."""
    with at_head_office():
        claimed = set(Claim.objects.exclude(vin="").values_list("vin", flat=True))
        rows = [one for one in Vehicle.objects.select_related("model").order_by("vin") if one.vin not in claimed]
    return iter(under_warranty(rows, roll))


def _plain_and_serialised() -> tuple[list[Fault], list[Fault]]:
    """Return cheap faults without and with serial numbers: dear ones need an agreement first."""
    cheap = [fault for fault in faults() if fault.part.unit_cost_minor < CHEAP_MINOR]
    plain = [fault for fault in cheap if not fault.part.is_serialised]
    return (plain * 8)[: max(8, len(plain))], [fault for fault in cheap if fault.part.is_serialised] or faults()


def _later(vehicle: Vehicle) -> Vehicle:
    """Return the vehicle as it comes to another station: with more kilometres."""
    vehicle.mileage_km += 3_200
    return vehicle


def _same_old_part(
    here: Station, there: Station, one: Vehicle, two: Vehicle, fault: Fault, ago: Iterator[datetime], roll: Random
) -> None:
    """Claim the old part of one vehicle once more with another one."""
    first = _claim(here, one, fault, next(ago), roll)
    serial = _serial(first) if first is not None else ""
    _claim(
        there,
        two,
        fault,
        next(ago),
        roll,
        lambda edit: replace(edit, old_serial=serial) if edit.old_serial and serial else edit,
    )


def _on_a_holiday(station: Station, vehicle: Vehicle, fault: Fault, roll: Random) -> None:
    if (holiday := _holiday()) is not None:
        _claim(station, vehicle, fault, datetime.combine(holiday, time(9), tzinfo=SHANGHAI), roll)


def _claim(
    station: Station,
    vehicle: Vehicle,
    fault: Fault,
    arrived: datetime,
    roll: Random,
    change: Change | None = None,
    *,
    photos_of: Claim | None = None,
    days_before: int | None = None,
    more: Sequence[LineEdit] = (),
) -> Claim | None:
    """Repair and claim; a rule that refuses leaves it where it is."""
    clerk = staff(station, Role.APPRAISER)
    try:
        with inside(station):
            order = visit(station, vehicle, fault, arrived, roll)
            if order is None:
                return None
            hand_over(station, order, roll)
            claim = prepare_claim(order.pk, acting_user=clerk)
            _photograph(station, claim, photos_of, roll, days_before)
            if change or more:
                edits = [_edit(line) for line in claim.lines.order_by("position")]
                edit_claim(claim.pk, lines=[*map(change or (lambda edit: edit), edits), *more], acting_user=clerk)
            return sign_and_submit(claim.pk, acting_user=clerk)
    except DomainError:
        return None


def _photograph(station: Station, claim: Claim, photos_of: Claim | None, roll: Random, days_before: int | None) -> None:
    """Take photos; or hand in those of another claim once more, as somebody does who thinks that nobody compares."""
    photograph(station, claim, roll)
    if days_before is not None:
        clerk = staff(station, Role.APPRAISER)
        old = old_picture(claim, station, roll, days_before)
        add_photos(claim.pk, subject=PhotoSubject.FAILED_PART, photos=[("故障件.jpg", old)], acting_user=clerk)
    if photos_of is not None:
        with at_head_office():
            files = _files(photos_of)
        for name, content in files[:1]:
            clerk = staff(station, Role.APPRAISER)
            add_photos(claim.pk, subject=PhotoSubject.FAILED_PART, photos=[(name, content)], acting_user=clerk)


def _files(claim: Claim) -> list[tuple[str, bytes]]:
    return [
        (row.name, read_stored(row)) for row in StoredFile.objects.filter(subject_id=claim.pk).order_by("created_at")
    ]


def _edit(line: ClaimLine) -> LineEdit:
    return LineEdit(
        kind=LineKind(line.kind),
        unit_price_minor=line.unit_price_minor,
        line_id=line.pk,
        name=line.name,
        operation_code=line.operation_code,
        part_number=line.part_number,
        quantity=line.quantity,
        hours=line.hours,
        is_causal=line.is_causal,
        old_serial=line.old_serial,
        new_serial=line.new_serial,
    )


def _more_hours(edit: LineEdit) -> LineEdit:
    return replace(edit, hours=edit.hours * Decimal("1.5")) if edit.hours else edit


def _serial(claim: Claim) -> str:
    with at_head_office():
        return (
            ClaimLine.objects.filter(claim=claim).exclude(old_serial="").values_list("old_serial", flat=True).first()
            or ""
        )


def _holiday() -> date | None:
    """Return the last public holiday on which a repair can still be claimed."""
    days = CalendarDay.objects.filter(is_working=False, day__range=(today() - timedelta(days=HOLIDAYS_BACK), today()))
    return days.order_by("-day").values_list("day", flat=True).first()


def _dearer_than_its_peers(stations: list[Station], size: Size, young: Iterator[Vehicle], roll: Random) -> None:
    """Claim once more what costs more at this station than at all others of its region."""
    station, vehicle = dear_station(stations, size), next(young, None)
    if station is not None and vehicle is not None:
        _claim(station, vehicle, fault_of(faults(), DEAR), now() - timedelta(days=3), roll)


def _long_drive(stations: Sequence[Station], fault: Fault, roll: Random) -> None:
    """Claim the drive to a rescue once more with the repair, and longer than the GPS followed it."""
    with at_head_office():
        drives = Claim.objects.select_related("vehicle", "station").filter(
            distance_m__gt=0, vehicle__sold_on__isnull=False
        )
        drive = drives.filter(station__in=stations).order_by("number").first()
    if drive is None or drive.vehicle is None:
        return
    km = Decimal(drive.distance_m or 0) / 1000 * 2 + 10
    line = LineEdit(kind=LineKind.OUTBOUND, unit_price_minor=300, name="外出救援", quantity=km.quantize(Decimal("0.1")))
    _claim(drive.station, drive.vehicle, fault, now() - timedelta(hours=5), roll, more=[line])
