"""Gathering what the rules are given: the claim and its lines, the catalogue's norms and prices, what was claimed before."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules import ClaimFacts, LineFacts
from billing.claims.selectors import earlier_lines, known_mileage_km
from catalog.models import LabourOperation, Part
from tenants.registry.choices import StationStatus


def facts_of(claim: Claim, lines: Sequence[ClaimLine], entered_on: date) -> ClaimFacts:
    """Return the claim as the rules see it; `lines` may be as typed, not saved. Takes four queries however long the claim is."""
    return ClaimFacts(
        type=ClaimType(claim.type),
        entered_on=entered_on,
        repair_finished_on=claim.repair_finished_on,
        failed_on=claim.failed_on,
        sold_on=claim.sold_on,
        model_code=claim.model_code,
        mileage_km=claim.mileage_km,
        known_mileage_km=known_mileage_km(claim, claim.repair_finished_on),
        station_is_active=claim.station.status == StationStatus.ACTIVE,
        labour_coefficient=claim.labour_coefficient,
        lines=line_facts(lines),
        earlier=earlier_lines(claim),
        distance_m=claim.distance_m,
        expected_distance_m=claim.expected_distance_m,
        is_night=claim.is_night,
    )


def line_facts(lines: Sequence[ClaimLine]) -> tuple[LineFacts, ...]:
    """Return the lines as the rules see them, with what the catalogue knows of their parts and operations."""
    parts = {part.number: part for part in Part.objects.filter(number__in=[line.part_number for line in lines])}
    codes = [line.operation_code for line in lines]
    norms = dict(LabourOperation.objects.filter(code__in=codes).values_list("code", "standard_hours"))
    return tuple(_line(line, parts.get(line.part_number), norms.get(line.operation_code)) for line in lines)


def _line(line: ClaimLine, part: Part | None, norm: Decimal | None) -> LineFacts:
    return LineFacts(
        id=line.pk,
        kind=LineKind(line.kind),
        claimed_minor=line.claimed_minor,
        unit_price_minor=line.unit_price_minor,
        quantity=line.quantity,
        hours=line.hours or Decimal(0),
        operation_code=line.operation_code,
        standard_hours=norm,
        part_number=line.part_number,
        component_code=line.component_code,
        list_cost_minor=part.unit_cost_minor if part else None,
        is_serialised=part.is_serialised if part else False,
        is_causal=line.is_causal,
        old_serial=line.old_serial,
    )
