"""First maintenances of the last months, settled by rule, and the sample of them that people checked: made in bulk, like the other past claims."""

from datetime import timedelta
from random import Random

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.automatic.choices import Verdict
from billing.claims.automatic.models import SampledClaim
from billing.claims.choices import ClaimStatus, ClaimType, LineKind, Reason, Section
from billing.claims.models import Claim, ClaimLine
from catalog.models import LabourOperation, Vehicle
from common.ids import new_id
from common.money import times
from demo.catalogue import MAINTENANCE
from demo.chance import days_ago, dice, moment
from demo.past import Harvest, World, pay, world_of
from demo.people import office
from demo.size import Size
from tenants.registry.models import Station

ONE_IN = 15  # of the past claims that people reviewed
SOLD_DAYS_AGO = (250, 90)  # under the policy that settles by rule
MOST_KM = 9_800
DRAWN = 9  # one in so many is drawn
OPEN, WRONG = (
    (0, 1, 2),
    {4: ("", Reason.EVIDENCE_MISSING), 7: ("maintenance.too_late", Reason.NOT_COVERED)},
)  # by place in the sample


def settle_maintenance_by_rule(stations: list[Station], size: Size) -> None:
    """Claim the first maintenance of young vehicles; the rule approved each, the final review settled it, one in nine was looked at."""
    roll, harvest, world = dice("by rule"), Harvest(), world_of(stations, size)
    first, last = (days_ago(days) for days in SOLD_DAYS_AGO)
    young = [one for one in world.vehicles if one.sold_on is not None and first <= one.sold_on <= last]
    operation = LabourOperation.objects.select_related("component").get(code=MAINTENANCE)
    for number, vehicle in enumerate(roll.sample(young, min(len(young), max(size.past_claims // ONE_IN, 4)))):
        _claim(world, harvest, number, vehicle, operation, roll)
    if harvest.claims:
        harvest.store()
        _draw(harvest.claims, office(Role.AUDITOR))


def _claim(
    world: World, harvest: Harvest, number: int, vehicle: Vehicle, operation: LabourOperation, roll: Random
) -> None:
    assert vehicle.sold_on is not None  # noqa: S101  only sold ones are given
    done = vehicle.sold_on + timedelta(days=roll.randint(20, 50))
    policy, station = world.policy_on(done), roll.choice(world.stations)
    appraiser, certificate = world.appraisers[station.pk], world.certificates[station.pk]
    price = times(policy.labour.rate_minor_per_hour, station.labour_coefficient)
    minor = times(price, operation.standard_hours)
    came = moment(done + timedelta(days=1), roll)
    claim = Claim(
        id=new_id(), station=station, number=f"CLM-{done.year}-M{number:05d}", type=ClaimType.FIRST_MAINTENANCE, status=ClaimStatus.SETTLED,
        vehicle=vehicle, vin=vehicle.vin, model_code=vehicle.model.code, sold_on=vehicle.sold_on, mileage_km=min(MOST_KM, vehicle.mileage_km // 3),
        repair_order_id=new_id(), repair_order_number=f"RO-{station.code}-M{number:05d}", repair_started_on=done, repair_finished_on=done,
        complaint="首次保养", correction=operation.name_zh, labour_coefficient=station.labour_coefficient, policy=world.policies[policy.label],
        policy_label=policy.label, is_clean=True, by_rule=True, prepared_by=appraiser.id, appraiser_id=appraiser.id, appraiser_name=appraiser.name,
        certificate_id=certificate.pk, certificate_number=certificate.number, appraised_on=done, submitted_at=came,
        first_reviewer_name="Automatic first review", first_reviewed_at=came + timedelta(minutes=1), first_section=Section.CLAIMS,
        claimed_minor=minor, approved_minor=minor, final_minor=minor,
    )  # fmt: skip
    line = ClaimLine(
        id=new_id(), claim=claim, station_id=station.pk, position=1, kind=LineKind.LABOUR, name_zh=operation.name_zh, name_en=operation.name_en,
        operation_code=operation.code, component_code=operation.component.code, hours=operation.standard_hours, unit_price_minor=price,
        claimed_minor=minor, approved_minor=minor, final_minor=minor,
    )  # fmt: skip
    harvest.claims.append(claim)
    harvest.lines.append(line)
    pay(world, harvest, claim, days=roll.randint(2, 8))


def _draw(claims: list[Claim], checker: Actor) -> None:
    """Draw one claim in nine: the latest wait for a check, two were found wrong, the others were right."""
    newest = sorted(claims, key=lambda claim: (claim.repair_finished_on, claim.number), reverse=True)
    drawn = [_sample(place, claim, checker) for place, claim in enumerate(newest[::DRAWN])]
    SampledClaim.objects.bulk_create(drawn)
    for row in drawn:
        SampledClaim.objects.filter(pk=row.pk).update(created_at=row.claim.first_reviewed_at)


def _sample(place: int, claim: Claim, checker: Actor) -> SampledClaim:
    row = SampledClaim(
        id=new_id(), claim=claim, station_id=claim.station_id, policy_label=claim.policy_label, clause="9.2", amount_minor=claim.approved_minor or 0,
        appraiser_id=claim.appraiser_id,
    )  # fmt: skip
    if place in OPEN:
        return row
    row.missed_rule, reason = WRONG.get(place, ("", None))
    row.status, row.reason_code = (Verdict.WRONG, reason) if reason else (Verdict.OK, "")
    row.comment = (
        "里程表照片缺失，应先退回补充。" if reason == Reason.EVIDENCE_MISSING else "超过首保期限。" if reason else ""
    )
    row.checked_by, row.checked_by_name = checker.id, checker.name
    assert claim.first_reviewed_at is not None  # noqa: S101  set when it was made
    row.checked_at = claim.first_reviewed_at + timedelta(days=2, hours=place % 5)
    return row
