"""Gathering what the rules are given: the claim and its lines, the catalogue's norms and prices, what was claimed before."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from billing.campaigns.selectors import fixed_work, is_listed
from billing.claims.choices import ClaimType, LineKind
from billing.claims.covering import province_of, usage_of
from billing.claims.models import Claim, ClaimLine
from billing.claims.preauthorisations.choices import GRANTED
from billing.claims.rules import Authorised, CampaignFacts, ClaimFacts, EarlierLine, LineFacts
from billing.claims.selectors import campaign_done_on, earlier_lines, known_mileage_km, photographed
from billing.policy.selectors import policy_of
from catalog.models import LabourOperation, Part
from common.scope import for_office


def facts_of(claim: Claim, lines: Sequence[ClaimLine], entered_on: date) -> ClaimFacts:
    """Return the claim as the rules see it; `lines` may be as typed, not saved. The number of queries does not grow with the claim."""
    with for_office():  # both look across the border
        earlier = earlier_lines(claim)
        known_km = known_mileage_km(claim, claim.repair_finished_on)
    return ClaimFacts(
        type=ClaimType(claim.type),
        entered_on=entered_on,
        repair_finished_on=claim.repair_finished_on,
        failed_on=claim.failed_on,
        sold_on=claim.sold_on,
        model_code=claim.model_code,
        mileage_km=claim.mileage_km,
        known_mileage_km=known_km,
        station_is_active=claim.station.finishes_claims and claim.station.covers(claim.repair_finished_on),
        labour_coefficient=claim.labour_coefficient,
        lines=line_facts(lines, earlier),
        earlier=earlier,
        distance_m=claim.distance_m,
        expected_distance_m=claim.expected_distance_m,
        is_night=claim.is_night,
        is_highway=claim.is_highway,
        is_plateau=claim.is_plateau,
        usage=usage_of(claim),
        province=province_of(claim),
        station_level=claim.station.level,
        failure_code=claim.failure_code,
        repair_started_on=claim.repair_started_on,
        preauthorisation=_authorised(claim),
        photos=photographed(claim) if policy_of(claim.policy).photos else None,
        campaign=_campaign(claim),
    )


def line_facts(lines: Sequence[ClaimLine], earlier: Sequence[EarlierLine] = ()) -> tuple[LineFacts, ...]:
    """Return the lines as the rules see them, with what the catalogue knows of their parts and operations."""
    parts = {part.number: part for part in Part.objects.filter(number__in=[line.part_number for line in lines])}
    codes = [line.operation_code for line in lines]
    norms = dict(LabourOperation.objects.filter(code__in=codes).values_list("code", "standard_hours"))
    fitted = {line.part_number: line for line in reversed(earlier) if line.part_number}
    return tuple(
        _line(line, parts.get(line.part_number), norms.get(line.operation_code), fitted.get(line.part_number))
        for line in lines
    )


def _line(line: ClaimLine, part: Part | None, norm: Decimal | None, fitted: EarlierLine | None) -> LineFacts:
    """Without a word of the station about the fitting, the last claim that fitted the same part tells."""
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
        fitted_on=line.fitted_on or (fitted.finished_on if fitted else None),
        fitted_km=line.fitted_km if line.fitted_on else (fitted.mileage_km if fitted else None),
    )


def _authorised(claim: Claim) -> Authorised | None:
    held = claim.preauthorisation
    if held is None or held.status not in GRANTED or held.approved_minor is None or held.valid_until is None:
        return None
    return Authorised(held.number, held.approved_minor, held.valid_until)


def _campaign(claim: Claim) -> CampaignFacts | None:
    campaign = claim.campaign
    if campaign is None:
        return None
    hours, quantities = fixed_work(campaign)
    return CampaignFacts(
        campaign.number,
        campaign.begins_on,
        campaign.last_day,
        is_listed(campaign, claim.vin),
        campaign_done_on(claim),
        hours,
        quantities,
    )
