"""Claims of other kinds than warranty, through the station's own steps: first maintenances, campaigns and recalls, goodwill."""

from datetime import datetime, timedelta
from random import Random

from accounts.roles import Role
from billing.campaigns.choices import CampaignStatus, WorkKind
from billing.campaigns.models import Campaign
from billing.claims.actions import decide_final_review, prepare_claim, sign_and_submit
from billing.claims.actions.first_review import accept_suggestion
from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.goodwill.actions import ask_for_goodwill, grant_goodwill, refuse_goodwill
from billing.claims.goodwill.limits import is_above_limit
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import now
from common.errors import DomainError
from common.history.relay import deliver_pending
from demo.catalogue import MAINTENANCE
from demo.chance import days_ago, dice
from demo.evidence import photograph
from demo.people import office, staff
from demo.size import Size
from demo.visits import Fault, faults, hand_over, visit
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.actions import add_labour_line, finish_repair, open_repair_order, receive_vehicle
from tenants.workshop.choices import RepairKind
from tenants.workshop.models import RepairOrder

MOST_KM = 6_500  # at the last reading; the first maintenance is paid up to 10,000 km
MAINTENANCES, CAMPAIGN_WORKS, GOODWILL = 6, 4, 5
OUT_OF_WARRANTY_DAYS = (400, 560)


def claim_other_kinds(stations: list[Station], size: Size) -> None:
    """Claim what is not warranty at one station after the other; each kind ends at several stages."""
    roll, lived_in = dice("other kinds"), stations[: size.lived_in]
    share = 1 if size.lived_in > 4 else 3
    with at_head_office():
        sold = list(Vehicle.objects.select_related("model").filter(sold_on__isnull=False).order_by("vin"))
    _maintenances(lived_in, sold, MAINTENANCES // share, roll)
    _campaigns(lived_in, CAMPAIGN_WORKS // share, roll)
    _goodwill(lived_in, sold, GOODWILL // share, roll)
    deliver_pending(limit=10_000)


def _maintenances(stations: list[Station], sold: list[Vehicle], count: int, roll: Random) -> None:
    """The rule makes the first review of these as soon as they are told; the final review settles every second one."""
    young = [one for one in sold if one.sold_on and one.sold_on > days_ago(85) and one.mileage_km < MOST_KM]
    claims = []
    for place, vehicle in enumerate(roll.sample(young, min(count, len(young)))):
        station = stations[place % len(stations)]
        with inside(station):
            order = _maintain(station, vehicle, now() - timedelta(days=2 + place), roll)
            claims.append(_claim(station, order, RepairKind.MAINTENANCE, roll))
    deliver_pending(limit=1_000)
    for claim in [one for one in claims if one is not None][::2]:
        _settle(claim)


def _maintain(station: Station, vehicle: Vehicle, arrived: datetime, roll: Random) -> RepairOrder | None:
    desk, technician = staff(station, Role.RECEPTION), staff(station, Role.TECHNICIAN)
    try:
        order = receive_vehicle(
            vin=vehicle.vin, mileage_km=vehicle.mileage_km + roll.randint(100, 2_500), customer_name="车队管理员", customer_phone="13800000000",
            complaint="首次保养", acting_user=desk, kind=RepairKind.MAINTENANCE, received_at=arrived, promised_at=arrived + timedelta(hours=4),
        )  # fmt: skip
        open_repair_order(order.pk, acting_user=desk, started_at=arrived + timedelta(minutes=15))
        add_labour_line(order.pk, operation_code=MAINTENANCE, technician_id=technician.id, acting_user=technician)
        done = finish_repair(
            order.pk, cause="按保养计划到期", correction="更换机油、机滤，全车检查", finished_at=arrived + timedelta(hours=3), acting_user=technician
        )  # fmt: skip
        hand_over(station, done, roll)
    except DomainError:
        return None
    return done


def _campaigns(stations: list[Station], count: int, roll: Random) -> None:
    """Work on listed vehicles of the recall and the service campaign; the first of each are reviewed."""
    with at_head_office():
        running = list(Campaign.objects.filter(status=CampaignStatus.OPEN).order_by("number"))
        works = [(one, _work(one), _waiting(one, count)) for one in running]
    for campaign, fault, vehicles in works:
        for place, vehicle in enumerate(vehicles):
            station = stations[(place * 2 + len(campaign.number)) % len(stations)]
            with inside(station):
                order = _repaired(
                    station, vehicle, fault, now() - timedelta(days=3 + 2 * place), roll, RepairKind.CAMPAIGN
                )
                claim = _claim(station, order, RepairKind.CAMPAIGN, roll)
            if claim is not None and place < count // 2:
                _review(claim)


def _work(campaign: Campaign) -> Fault:
    """Return a campaign's fixed work as what a technician finds to do."""
    codes = {work.kind: work.code for work in campaign.work.all()}
    part = Part.objects.select_related("component").get(number=codes[WorkKind.PART])
    usual = next(fault for fault in faults() if fault.part == part)
    return Fault(part, LabourOperation.objects.get(code=codes[WorkKind.LABOUR]), usual.code)


def _waiting(campaign: Campaign, count: int) -> list[Vehicle]:
    vins = campaign.vehicles.filter(repaired_on=None).order_by("vin").values_list("vin", flat=True)[:count]
    return list(Vehicle.objects.select_related("model").filter(vin__in=list(vins)).order_by("vin"))


ASKED = ("waiting", "granted", "waiting", "refused")  # what became of the first claims for goodwill


def _goodwill(stations: list[Station], sold: list[Vehicle], count: int, roll: Random) -> None:
    """A part failed soon after the warranty, and the customer is a good one: what the maker gives waits for people."""
    first, last = OUT_OF_WARRANTY_DAYS[1], OUT_OF_WARRANTY_DAYS[0]
    old = [one for one in sold if one.sold_on and days_ago(first) <= one.sold_on <= days_ago(last)]
    fault_list = [fault for fault in faults() if fault.part.component.code not in ("ENG", "GBX", "AXL")]
    for place, vehicle in enumerate(roll.sample(old, min(count, len(old)))):
        station = stations[(place * 3 + 1) % len(stations)]
        with inside(station):
            order = _repaired(
                station,
                vehicle,
                roll.choice(fault_list),
                now() - timedelta(days=2 + 3 * place),
                roll,
                RepairKind.REPAIR,
            )
            claim = _claim(station, order, RepairKind.REPAIR, roll)
        if claim is not None and place < len(ASKED):
            _ask_above(claim, ASKED[place])


def _ask_above(claim: Claim, way: str) -> None:
    """What the claim asks is more than the reviewer may grant: the customer-service manager is asked, and answers, or has not yet."""
    reviewer, manager = office(Role.CLAIMS_REVIEWER), office(Role.CUSTOMER_SERVICE_MANAGER)
    with at_head_office():
        decisions = [LineDecision(line.pk, line.claimed_minor) for line in claim.lines.all()]
        if claim.type != ClaimType.GOODWILL or not is_above_limit(claim, decisions, reviewer):
            return
        approval = ask_for_goodwill(
            claim.pk, decisions=decisions, reason="车队老客户，保修期刚过，建议全额善意承担。", acting_user=reviewer
        )
        if way == "granted":
            grant_goodwill(approval.pk, acting_user=manager)
        if way == "refused":
            refuse_goodwill(approval.pk, answer="上月已为该车善意承担一次。", acting_user=manager)
        deliver_pending()


def _repaired(
    station: Station, vehicle: Vehicle, fault: Fault, arrived: datetime, roll: Random, kind: RepairKind
) -> RepairOrder | None:
    order = visit(station, vehicle, fault, arrived, roll, kind)
    if order is not None:
        hand_over(station, order, roll)
    return order


def _claim(station: Station, order: RepairOrder | None, kind: RepairKind, roll: Random) -> Claim | None:
    """Claim an order inside its station; a rule that refuses leaves it where it is."""
    if order is None:
        return None
    clerk = staff(station, Role.APPRAISER)
    try:
        claim = prepare_claim(order.pk, acting_user=clerk)
        photograph(station, claim, roll)
        return sign_and_submit(claim.pk, acting_user=clerk)
    except DomainError:
        return None


def _review(claim: Claim) -> None:
    with at_head_office():
        try:
            accept_suggestion(claim.pk, acting_user=office(Role.CLAIMS_REVIEWER))
        except DomainError:
            return
        deliver_pending()


def _settle(claim: Claim) -> None:
    with at_head_office():
        claim.refresh_from_db()
        if claim.status != ClaimStatus.FIRST_REVIEWED or claim.type != ClaimType.FIRST_MAINTENANCE:
            return
        decisions = [LineDecision(line.pk, line.approved_minor or 0) for line in claim.lines.all()]
        decide_final_review(claim.pk, decisions=decisions, acting_user=office(Role.FINAL_REVIEWER))
        deliver_pending()
