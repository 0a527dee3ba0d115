"""Photos of claims, agreements asked for before a dear repair, and appeals: what goes with the claims of the last weeks."""

import io
from datetime import datetime, timedelta
from random import Random
from zlib import crc32

from PIL import Image, ImageDraw

from accounts.roles import Role
from billing.claims.actions import decide_first_review
from billing.claims.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from billing.claims.choices import ClaimStatus, PhotoSubject, Reason
from billing.claims.models import Claim, Preauthorisation
from billing.claims.photos import add_photos, wanted_subjects
from billing.claims.policies import LineDecision
from billing.claims.preauthorisations.actions import (
    Request,
    approve_request,
    ask_station,
    refuse_request,
    request_preauthorisation,
    withdraw_request,
)
from billing.policy.selectors import policy_of
from catalog.models import Vehicle
from common.clock import now, today
from common.errors import DomainError
from common.history.relay import deliver_pending
from demo.chance import dice
from demo.people import office, staff
from demo.size import Size
from demo.visits import COMPLAINTS, Fault, faults
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
SIZE = (320, 240)
DEAR_MINOR = 870_000  # a part that makes the whole repair dearer than the policy's threshold
ASKED_FOR = frozenset({"GBX"})
APPEALS = ("open", "granted", "denied", "open", "partly", "open", "withdrawn", "open")
ANSWERS = {  # tenths of the claim that are given, and why
    "granted": (10, "检测报告充分，按申报金额核定。"),
    "partly": (8, "故障判断成立，清洗工时不另计，部分支持。"),
    "denied": (6, "照片未显示压力测试数值，维持原核定。"),
}


def photograph(station: Station, claim: Claim, roll: Random) -> None:
    """Add the photos that the policy wants, taken where and when the repair was."""
    for subject in wanted_subjects(policy_of(claim.policy), claim.type):
        picture = _picture(PhotoSubject(subject), claim, station, roll)
        name = f"{subject}-{claim.number[-6:]}.jpg"
        add_photos(
            claim.pk,
            subject=PhotoSubject(subject),
            photos=[(name, picture)],
            acting_user=staff(station, Role.APPRAISER),
        )


def ask_before(station: Station, vehicle: Vehicle, fault: Fault, arrived: datetime, roll: Random) -> None:
    """Ask for a dear repair before it begins; most stations remember to. The hours are set back to those of the repair."""
    code = fault.part.component.code
    if not (code in ASKED_FOR or fault.part.unit_cost_minor > DEAR_MINOR) or roll.random() < 0.15:
        return
    row = _ask(station, vehicle, fault, fault.part.unit_cost_minor * 2)
    with at_head_office():
        approve_request(
            row.pk,
            approved_minor=row.estimate_minor,
            valid_until=today() + timedelta(days=20),
            comment="同意更换，旧件返回",
            acting_user=office(Role.CLAIMS_REVIEWER),
        )
        Preauthorisation.objects.filter(pk=row.pk).update(
            created_at=arrived - timedelta(hours=5),
            requested_at=arrived - timedelta(hours=5),
            decided_at=arrived - timedelta(hours=2),
        )


def ask_and_appeal(stations: list[Station], size: Size) -> None:
    """Leave a pre-authorisation in every state, and appeals at several stations."""
    roll, fault_list = dice("evidence"), faults()
    vehicles = list(Vehicle.objects.select_related("model").filter(sold_on__isnull=False)[:200])
    reviewer = office(Role.CLAIMS_REVIEWER)
    states = ["requested", "requested", "asked", "refused", "withdrawn", "approved", "expired", "requested"]
    for place, state in enumerate(states):
        station, vehicle, fault = stations[place % 2], roll.choice(vehicles), roll.choice(fault_list)
        row = _ask(station, vehicle, fault, fault.part.unit_cost_minor * 2)
        if state == "withdrawn":
            with inside(station):
                withdraw_request(row.pk, reason="车主转其他服务站", acting_user=staff(station, Role.APPRAISER))
            continue
        with at_head_office():
            if state == "asked":
                ask_station(row.pk, question="请补充故障码和齿轮箱油底壳照片。", acting_user=reviewer)
            elif state == "refused":
                refuse_request(row.pk, comment="先按技术通报 TB-118 检查线束，再申请更换总成。", acting_user=reviewer)
            elif state in ("approved", "expired"):
                _approve(row, state == "expired")
    _appeal(stations[: size.lived_in])


def _approve(row: Preauthorisation, is_over: bool) -> None:
    until = today() + timedelta(days=25)
    reviewer = office(Role.CLAIMS_REVIEWER)
    approve_request(row.pk, approved_minor=row.estimate_minor * 9 // 10, valid_until=until, acting_user=reviewer)
    if is_over:
        Preauthorisation.objects.filter(pk=row.pk).update(
            status="expired", valid_until=today() - timedelta(days=3), decided_at=now() - timedelta(days=33)
        )


def _ask(station: Station, vehicle: Vehicle, fault: Fault, estimate_minor: int) -> Preauthorisation:
    complaint, cause = COMPLAINTS[fault.part.component.code]
    request = Request(
        vin=vehicle.vin,
        mileage_km=vehicle.mileage_km + 100,
        component_code=fault.part.component.code,
        estimate_minor=max(estimate_minor, 10_000),
        reason=f"{complaint}；拆检判断：{cause}，需更换{fault.part.name_zh}。",
        photos=[("故障件.jpg", _scene(f"{vehicle.vin} {fault.part.number}", hash_of(vehicle.vin)))],
    )
    with inside(station):
        return request_preauthorisation(request, acting_user=staff(station, Role.APPRAISER))


def _appeal(stations: list[Station]) -> None:
    """Cut a claim that waits for the first review at several stations and let each station appeal; see `APPEALS` for what becomes of it."""
    with at_head_office():
        rows = Claim.objects.filter(status=ClaimStatus.SUBMITTED, station__in=stations, type="warranty")
        first = {claim.station_id: claim for claim in rows.order_by("-number")}
    waiting = sorted(first.values(), key=lambda claim: claim.number)
    for claim, outcome in zip(waiting, APPEALS, strict=False):
        try:
            _appeal_one(claim, outcome)
        except DomainError:
            continue
    deliver_pending(limit=1_000)


def _appeal_one(claim: Claim, outcome: str) -> None:
    reviewer, decider = office(Role.CLAIMS_REVIEWER), office(Role.CUSTOMER_SERVICE_MANAGER)
    with at_head_office():
        lines = list(claim.lines.order_by("position"))
        cut = [
            LineDecision(line.pk, line.claimed_minor * 6 // 10, Reason.WRONG_DIAGNOSIS, "诊断依据不足")
            for line in lines
        ]
        decide_first_review(claim.pk, decisions=cut, acting_user=reviewer)
        deliver_pending()
    with inside(claim.station):
        manager = staff(claim.station, Role.STATION_MANAGER)
        reason = "已按技术通报检测，故障码和压力测试结果见照片，更换范围与手册一致，请重新核定。"
        appeal = file_appeal(claim.pk, reason=reason, acting_user=manager)
        if outcome == "withdrawn":
            withdraw_appeal(appeal.pk, acting_user=manager)
    if outcome not in ANSWERS:
        return
    share, answer = ANSWERS[outcome]
    with at_head_office():
        given = [LineDecision(line.pk, line.claimed_minor * share // 10) for line in lines]
        decide_appeal(appeal.pk, decisions=given, answer=answer, acting_user=decider)
        deliver_pending()


def _picture(subject: PhotoSubject, claim: Claim, station: Station, roll: Random, days_before: int = 0) -> bytes:
    texts = {
        PhotoSubject.ODOMETER: f"{claim.mileage_km or 0:06d} km",
        PhotoSubject.VIN_PLATE: claim.vin,
        PhotoSubject.POSITION: f"{station.lat:.4f} {station.lon:.4f}",
    }
    exif = Image.Exif()
    taken = datetime.combine(claim.repair_finished_on, datetime.min.time()) + timedelta(
        days=-days_before, hours=9, minutes=roll.randint(0, 500)
    )
    exif[EXIF_IFD] = {0x9003: taken.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+08:00"}
    exif[GPS_IFD] = {1: "N", 2: _sexagesimal(station.lat), 3: "E", 4: _sexagesimal(station.lon)}
    return _scene(texts.get(subject, claim.failure_code), hash_of(f"{claim.number}{subject.value}"), exif)


def old_picture(claim: Claim, station: Station, roll: Random, days_before: int) -> bytes:
    """Return a photo of the failed part that was taken `days_before` the repair."""
    return _picture(PhotoSubject.FAILED_PART, claim, station, roll, days_before)


def hash_of(text: str) -> int:
    """Return a number that is the same in every run."""
    return crc32(text.encode())


def _scene(text: str, seed: int, exif: Image.Exif | None = None) -> bytes:
    roll = Random(seed)
    image = Image.new("RGB", SIZE, (roll.randrange(40, 90), roll.randrange(40, 90), roll.randrange(40, 90)))
    draw = ImageDraw.Draw(image)
    for _ in range(9):
        left, top, shade = roll.randrange(300), roll.randrange(220), roll.randrange(60, 200)
        draw.rectangle(
            [left, top, left + roll.randrange(20, 120), top + roll.randrange(20, 90)], fill=(shade, shade, shade - 20)
        )
    draw.rectangle([20, 190, 300, 225], fill=(20, 20, 20))
    draw.text((30, 198), text, fill=(240, 240, 200), font_size=18)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, **({"exif": exif} if exif else {}))
    return out.getvalue()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 3)
