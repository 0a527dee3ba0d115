"""The outbound fee: a finished rescue becomes a claim from the driven distance. `network.dispatch` calls this."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimStatus, ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.policy.policies import HIGHWAY, NIGHT, PLATEAU, OutboundFee
from billing.policy.selectors import policy_of, require_version_on
from catalog.models import Vehicle
from common.clock import business_zone, now, today
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person, Process
from common.scope import for_office
from tenants.registry.models import Station

GPS = Process("GPS")
NAME_EN = gettext_noop("Outbound drive")
NAME_ZH = "外出救援"
TAKEN_EN = gettext_noop("Outbound drive, rescue taken from the crew on its way")
TAKEN_ZH = "外出救援（途中改派或取消）"
EN = {NIGHT: "at night", HIGHWAY: "on the highway", PLATEAU: "on the plateau"}
ZH = {NIGHT: "夜间", HIGHWAY: "高速", PLATEAU: "高原"}


@dataclass(frozen=True, slots=True)
class OutboundFacts:
    """A finished rescue: distance in metres of the whole drive as tracked, `expected_distance_m` what the engine reckoned.

    A drive that ended when the rescue was taken from its crew has no `rescue_id` (the rescue's own claim is another one), but a `trip`.
    `province` is where the vehicle broke down; without it the station's counts. The policy says which provinces lie on the plateau.
    """

    rescue_id: UUID | None
    rescue_number: str
    station_id: UUID
    vehicle_id: UUID | None
    vin: str
    finished_at: datetime
    distance_m: int
    is_night: bool
    technician_ids: tuple[UUID, ...] = ()
    expected_distance_m: int | None = None
    is_highway: bool = False
    province: str = ""
    trip: str = ""


@transaction.atomic
def claim_outbound_fee(facts: OutboundFacts, *, acting_user: Person = GPS) -> Claim:
    """Return the claim for a rescue's drive, made on the first call and handed in at once: a GPS track needs no appraiser. For a drive
    without a rescue of its own the caller keeps that it is made once.

    Raises Invalid (`policy.gap`) when no policy covers the day. Works in head office's scope, whoever finished the rescue.
    """
    with for_office():
        if facts.rescue_id is not None and (standing := _standing(facts.rescue_id)) is not None:
            return standing
        claim, line = _write(facts)
        judgement = judge_and_keep(claim, [line], today())
        claim.move_to(ClaimStatus.SUBMITTED, is_clean=judgement.is_clean, submitted_at=now())
        after = {
            "number": claim.number,
            "rescue": facts.rescue_number,
            "status": claim.status,
            "claimed_minor": claim.claimed_minor,
            "coefficient": line.coefficient,
        }
        record(claim, "claim.submitted", acting_user, after=after)
        return claim


def _standing(rescue_id: UUID) -> Claim | None:
    return Claim.objects.filter(rescue_id=rescue_id).exclude(status=ClaimStatus.CANCELLED).first()


def _write(facts: OutboundFacts) -> tuple[Claim, ClaimLine]:
    day = facts.finished_at.astimezone(business_zone()).date()
    version = require_version_on(day)
    policy = policy_of(version)
    vehicle = Vehicle.objects.select_related("model").filter(pk=facts.vehicle_id).first() if facts.vehicle_id else None
    station = Station.objects.get(pk=facts.station_id)
    is_plateau = policy.is_plateau(facts.province or station.province)
    fee = policy.outbound.fee(
        facts.distance_m, is_night=facts.is_night, is_highway=facts.is_highway, is_plateau=is_plateau
    )
    claim = Claim.objects.create(
        station=station,
        number=next_number("CLM"),
        type=ClaimType.OUTBOUND_RESCUE,
        vehicle=vehicle,
        vin=facts.vin,
        model_code=vehicle.model.code if vehicle else "",
        engine_no=vehicle.engine_no if vehicle else "",
        region=station.province,
        sold_on=vehicle.sold_on if vehicle else None,
        rescue_id=facts.rescue_id,
        rescue_number=facts.rescue_number,
        failed_on=day,
        repair_finished_on=day,
        distance_m=facts.distance_m,
        expected_distance_m=facts.expected_distance_m,
        is_night=facts.is_night,
        is_highway=facts.is_highway,
        is_plateau=is_plateau,
        persons=len(facts.technician_ids) or None,
        gps_trip_id=facts.trip or facts.rescue_number,
        labour_coefficient=station.labour_coefficient,
        policy=version,
        policy_label=version.label,
        currency=policy.currency,
        claimed_minor=fee.minor,
    )
    line = ClaimLine.objects.create(
        claim=claim,
        station_id=station.pk,
        position=1,
        kind=LineKind.OUTBOUND,
        name_zh=_named(TAKEN_ZH if facts.trip else NAME_ZH, fee, ZH),
        name_en=_named(TAKEN_EN if facts.trip else NAME_EN, fee, EN),
        coefficient=fee.coefficient.quantize(Decimal("0.01")),
        quantity=max(fee.distance_km, Decimal("0.1")),
        unit_price_minor=fee.rate_minor_per_km,
        claimed_minor=fee.minor,
    )
    return claim, line


def _named(name: str, fee: OutboundFee, words: Mapping[str, str]) -> str:
    """Return the line's name with each coefficient that raised the fee, such as "Outbound drive (at night × 1.3)"."""
    applied = ", ".join(f"{words[kind]} × {factor.normalize():f}" for kind, factor in fee.applied)
    return f"{name} ({applied})" if applied else name
