"""The last weeks, lived through the product's own steps: repairs, claims, reviews, old parts, settlements."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from accounts.roles import Role
from billing.claims.actions import decide_final_review, prepare_claim, return_claim, sign_and_submit
from billing.claims.actions.first_review import accept_suggestion
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from billing.oldparts.actions import confirm_part, receive_part, reject_part, ship_parts
from billing.oldparts.models import OldPart
from catalog.models import Vehicle
from common.clock import now
from common.errors import DomainError
from common.history.relay import deliver_pending
from demo.chance import dice
from demo.evidence import ask_before, photograph
from demo.past import PAST_PLACES
from demo.people import office, staff
from demo.size import Size
from demo.visits import Fault, faults, hand_over, under_warranty, visit
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.models import RepairOrder

# How far a claim gets, by chance: the queues of every persona have something in them.
STAGES = ("draft", "submitted", "returned", "reviewed", "shipped", "checked", "rejected_part", "settled")
WEIGHTS = (6, 24, 5, 12, 8, 9, 3, 63)
WITHOUT_PHOTOS = ("draft", "returned")  # the rules, or the reviewer, ask for them


def live_lately(stations: list[Station], size: Size) -> None:
    """Run the repairs and their claims; each ends at some stage."""
    roll, fault_list = dice("lately"), faults()
    vehicles = iter(under_warranty(_to_come_in(), roll))
    stages = [stage for stage, weight in zip(STAGES, WEIGHTS, strict=True) for _ in range(weight)]
    roll.shuffle(stages)
    for place, stage in enumerate(stages[: size.claims]):
        station = stations[place % size.lived_in]
        order = _repair(station, vehicles, roll.choice(fault_list), place, roll)
        if order is not None:
            _claim(station, order, stage, roll)
    deliver_pending(limit=10_000)


def _to_come_in() -> list[Vehicle]:
    """Return the vehicles that had no claim in the months before."""
    every = Vehicle.objects.select_related("model")
    return [one for place, one in enumerate(every) if place % 10 not in PAST_PLACES]


def _repair(
    station: Station, vehicles: Iterator[Vehicle], fault: Fault, place: int, roll: Random
) -> RepairOrder | None:
    arrived = now() - timedelta(days=max(0.3, 30 - place / 4), hours=roll.randint(2, 8))
    vehicle = next(vehicles)
    ask_before(station, vehicle, fault, arrived, roll)
    with inside(station):
        order = visit(station, vehicle, fault, arrived, roll)
        if order is not None and roll.random() < 0.85:
            hand_over(station, order, roll)
        return order


def _claim(station: Station, order: RepairOrder, stage: str, roll: Random) -> None:
    """Take the claim of an order as far as `stage`; a rule that refuses leaves it where it is."""
    reached = STAGES.index(stage)
    try:
        with inside(station):
            claim = prepare_claim(order.pk, acting_user=staff(station, Role.APPRAISER))
            if stage not in WITHOUT_PHOTOS:
                photograph(station, claim, roll)
            if reached >= 1:
                sign_and_submit(claim.pk, acting_user=staff(station, Role.APPRAISER))
        if stage == "returned":
            with at_head_office():
                return_claim(
                    claim.pk, question="请补充故障件照片和里程表照片。", acting_user=office(Role.CLAIMS_REVIEWER)
                )
        elif reached >= 3:
            _review(station, claim, stage)
    except DomainError:
        return


def _review(station: Station, claim: Claim, stage: str) -> None:
    reached = STAGES.index(stage)
    with at_head_office():
        accept_suggestion(claim.pk, acting_user=office(Role.CLAIMS_REVIEWER))
        deliver_pending()
    if reached >= 4:
        with inside(station):
            parts = list(OldPart.objects.filter(claim_id=claim.pk))
            if parts:
                ship_parts(
                    [part.pk for part in parts],
                    carrier="顺丰",
                    tracking_number=f"SF{claim.number[-6:]}",
                    acting_user=staff(station, Role.PARTS),
                )
        if reached >= 5:
            with at_head_office():
                _check(claim, parts, stage)


def _check(claim: Claim, parts: list[OldPart], stage: str) -> None:
    checker = office(Role.FINAL_REVIEWER)
    for part in parts:
        receive_part(part.label_code, acting_user=checker)
        if stage == "rejected_part":
            reject_part(part.pk, reason="旧件与报单件号不符", acting_user=checker)
        else:
            confirm_part(part.pk, acting_user=checker)
    if stage == "settled":
        claim.refresh_from_db()
        decisions = [LineDecision(line.pk, line.approved_minor or 0) for line in claim.lines.all()]
        decide_final_review(claim.pk, decisions=decisions, acting_user=checker)
        deliver_pending()
