"""Preparing a claim from a repair order: a snapshot of what the workshop wrote down."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.campaigns.models import Campaign
from billing.claims.actions.draft import head_of
from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimError, ClaimStatus, ClaimType, LineKind
from billing.claims.fitting import prove_fitting
from billing.claims.models import Claim, ClaimLine, Preauthorisation
from billing.claims.once import campaign_for, codes_of, require_once
from billing.claims.policies import require_active, require_done_in_time
from billing.claims.preauthorisations.selectors import usable_for
from billing.claims.selectors import require_vehicle
from billing.claims.used_parts.standing import bring_along, still_to_claim
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of, require_version_on
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import business_zone, today
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from tenants.registry.models import Station
from tenants.workshop.snapshots import LabourFact, PartFact, RepairOrderFacts, repair_order_facts

TYPE_BY_KIND = {
    "warranty": ClaimType.WARRANTY,
    "maintenance": ClaimType.FIRST_MAINTENANCE,
    "campaign": ClaimType.CAMPAIGN,
    "pre_delivery": ClaimType.PRE_DELIVERY,
    "repair": ClaimType.GOODWILL,
}


@transaction.atomic
def prepare_claim(repair_order_id: UUID, *, acting_user: Actor, type: ClaimType | None = None) -> Claim:
    """Draft a claim from a finished repair order of the person's own station; the rules have judged it when this returns.

    Raises WrongState while the repair is not finished, Invalid for a vehicle that is not in the catalogue, a policy gap (`policy.gap`),
    work that nobody pays for, or an order that has a claim already; NotAllowed when the station is not active. Parts that a crew had used
    on a rescue and that stand on another claim, or were left out, get no line.
    """
    acting_user.require("claims.prepare")
    station = _own_station(acting_user)
    require_active(station)
    order = repair_order_facts(repair_order_id)
    if order.finished_at is None:
        raise WrongState(
            _("The repair is not finished yet. Finish the repair order first."), code=ClaimError.NOT_REPAIRED
        )
    require_done_in_time(station, _day(order.finished_at))
    vehicle = require_vehicle(order.vin, field="repair_order")
    kind = type or _type_of(order)
    _refuse_second(station, order, kind)
    policy = require_version_on(_day(order.finished_at))
    campaign = (
        campaign_for(vehicle.vin, _day(order.finished_at), codes_of(order)) if kind == ClaimType.CAMPAIGN else None
    )
    require_once(vehicle.vin, kind, campaign, station.pk)
    order, used, elsewhere = still_to_claim(order)
    claim = _create(station, order, vehicle, kind, policy, acting_user, campaign)
    drafted = list(_lines(claim, order, policy))
    prove_fitting(claim, drafted)
    lines = ClaimLine.objects.bulk_create(drafted)
    bring_along(used, lines, acting_user)
    claim.change(claimed_minor=sum(line.claimed_minor for line in lines), preauthorisation=_agreed(claim, lines))
    judgement = judge_and_keep(claim, lines, today())
    claim.change(is_clean=judgement.is_clean)
    after = {"number": claim.number, "repair_order": order.number, "claimed_minor": claim.claimed_minor}
    if elsewhere:
        after["not_claimed"] = [f"{one.part_number} × {one.quantity}" for one in elsewhere]
    record(claim, "claim.prepared", acting_user, after=after)
    return claim


def _own_station(actor: Actor) -> Station:
    if actor.station_id is None:
        raise NotYours()
    return Station.objects.get(pk=actor.station_id)


def _type_of(order: RepairOrderFacts) -> ClaimType:
    if order.kind not in TYPE_BY_KIND:
        message = _("Nobody but the customer or an insurance pays for this kind of repair order.")
        raise Invalid(message, code=ClaimError.NOT_CLAIMABLE, field="repair_order")
    return TYPE_BY_KIND[order.kind]


def _refuse_second(station: Station, order: RepairOrderFacts, kind: ClaimType) -> None:
    claims = Claim.objects.filter(station=station, repair_order_id=order.id, type=kind)
    if (first := claims.exclude(status=ClaimStatus.CANCELLED).first()) is not None:
        raise _already(first.number)


def _already(number: str) -> Invalid:
    sentence = now_("This repair order has a claim already: %(number)s.") % {"number": number}
    return Invalid(sentence, code=ClaimError.ALREADY_CLAIMED, field="repair_order")


def _create(
    station: Station,
    order: RepairOrderFacts,
    vehicle: Vehicle,
    kind: ClaimType,
    policy: PolicyVersion,
    actor: Actor,
    campaign: Campaign | None,
) -> Claim:
    """Write the claim's head; when two people prepare at once, the unique constraint lets one of them win."""
    finished_on = _day(order.finished_at or order.received_at)
    try:
        with transaction.atomic():
            head = head_of(vehicle, station, policy, actor)
            return Claim.objects.create(
                **head | {"engine_no": order.engine_no or vehicle.engine_no},
                type=kind,
                mileage_km=order.mileage_km,
                repair_order_id=order.id,
                repair_order_number=order.number,
                failed_on=_day(order.received_at),
                repair_started_on=_day(order.started_at or order.received_at),
                repair_finished_on=finished_on,
                failure_code=order.failure_code,
                complaint=order.complaint,
                cause=order.cause,
                correction=order.correction,
                campaign=campaign,
            )
    except IntegrityError as error:
        require_once(vehicle.vin, kind, campaign, station.pk)
        raise _already(order.number) from error


def _agreed(claim: Claim, lines: Sequence[ClaimLine]) -> Preauthorisation | None:
    """Return the pre-authorisation that was asked for this repair: of the same order, else of a component that was repaired."""
    components = {line.component_code for line in lines if line.component_code}
    found = [
        row
        for row in usable_for(claim)
        if row.repair_order_id == claim.repair_order_id
        or (row.repair_order_id is None and row.component_code in components)
    ]
    return min(found, key=lambda row: row.repair_order_id is None, default=None)


class _Rates:
    """The price of an hour, before and after the station's coefficient."""

    def __init__(self, policy: Policy, coefficient: Decimal, level: str) -> None:
        self.base_minor = policy.hour_minor(Decimal(1), level)
        self.hour_minor = policy.hour_minor(coefficient, level)


def _lines(claim: Claim, order: RepairOrderFacts, version: PolicyVersion) -> Iterator[ClaimLine]:
    rates = _Rates(policy_of(version), claim.labour_coefficient, claim.station.level)
    codes = [labour.operation_code for labour in order.labour]
    numbers = [part.part_number for part in order.parts]
    operations = {row.code: row for row in LabourOperation.objects.select_related("component").filter(code__in=codes)}
    parts = {row.number: row for row in Part.objects.select_related("component").filter(number__in=numbers)}
    yield from (
        _labour_line(claim, position, fact, operations.get(fact.operation_code), rates)
        for position, fact in enumerate(order.labour, start=1)
    )
    yield from (
        _part_line(claim, position, fact, parts.get(fact.part_number))
        for position, fact in enumerate(order.parts, start=len(order.labour) + 1)
    )


def _labour_line(
    claim: Claim, position: int, fact: LabourFact, operation: LabourOperation | None, rates: "_Rates"
) -> ClaimLine:
    line = ClaimLine(
        claim=claim,
        station_id=claim.station_id,
        position=position,
        kind=LineKind.LABOUR,
        name_zh=fact.name_zh or fact.name,
        name_en=fact.name_en or fact.name,
        operation_code=fact.operation_code,
        component_code=operation.component.code if operation else "",
        hours=fact.hours,
        standard_hours=operation.standard_hours if operation else None,
        coefficient=claim.labour_coefficient,
        base_price_minor=rates.base_minor,
        unit_price_minor=rates.hour_minor,
    )
    line.claimed_minor = line.sum_minor
    return line


def _part_line(claim: Claim, position: int, fact: PartFact, part: Part | None) -> ClaimLine:
    line = ClaimLine(
        claim=claim,
        station_id=claim.station_id,
        position=position,
        kind=LineKind.PART,
        name_zh=fact.name_zh or fact.name,
        name_en=fact.name_en or fact.name,
        part_number=fact.part_number,
        component_code=part.component.code if part else "",
        supplier_id=part.supplier_id if part else None,
        quantity=fact.quantity,
        base_price_minor=part.unit_cost_minor if part else None,
        unit_price_minor=fact.unit_price_minor,
        old_serial=fact.old_serial,
        new_serial=fact.new_serial,
        is_causal=fact.is_causal,
    )
    line.claimed_minor = line.sum_minor
    return line


def _day(moment: datetime) -> date:
    return moment.astimezone(business_zone()).date()
