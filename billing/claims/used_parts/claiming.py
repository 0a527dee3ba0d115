"""A claim for the parts that a crew used at the roadside, drafted without a repair order. `network.dispatch` calls this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.claims.actions.draft import LineEdit, head_of, lines_of
from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.claims.policies import require_active, require_done_in_time
from billing.claims.selectors import require_vehicle
from billing.claims.used_parts.standing import stand
from billing.policy.policies import Policy
from billing.policy.selectors import policy_of, require_version_on
from catalog.models import Part
from common.clock import business_zone, today
from common.history.record import record
from tenants.registry.models import Station


@dataclass(frozen=True, slots=True)
class RoadsidePart:
    """A used part; `list_minor` is what the station's own list says that one costs."""

    id: UUID
    part_number: str
    quantity: int
    list_minor: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Roadside:
    """A finished rescue and those of its parts that are claimed; `failure_code` is the cause that the crew found."""

    rescue_number: str
    vin: str
    failed_at: datetime
    finished_at: datetime
    parts: Sequence[RoadsidePart]
    failure_code: str = ""
    complaint: str = ""
    cause: str = ""
    correction: str = ""


@transaction.atomic
def claim_used_parts(facts: Roadside, type: ClaimType, *, acting_user: Actor) -> Claim:
    """Draft a claim with a line for each used part, priced by the station's list and the policy's mark-up; the rules have judged it then.

    Raises Invalid for a vehicle that is not in the catalogue or a policy gap (`policy.gap`), WrongState when a part stands on a claim
    already, NotAllowed when the station is not active.
    """
    acting_user.require("claims.prepare")
    station = Station.objects.get(pk=acting_user.station.pk)
    done_on = facts.finished_at.astimezone(business_zone()).date()
    require_active(station)
    require_done_in_time(station, done_on)
    claim = _create(facts, type, station, acting_user)
    lines = ClaimLine.objects.bulk_create(lines_of(claim, list(_edits(facts.parts, policy_of(claim.policy), station))))
    stand({part.id: line for part, line in zip(facts.parts, lines, strict=True)}, acting_user)
    claim.change(claimed_minor=sum(line.claimed_minor for line in lines))
    claim.change(is_clean=judge_and_keep(claim, lines, today()).is_clean)
    after = {"number": claim.number, "rescue": facts.rescue_number, "claimed_minor": claim.claimed_minor}
    record(claim, "claim.prepared", acting_user, after=after)
    return claim


def _create(facts: Roadside, type: ClaimType, station: Station, actor: Actor) -> Claim:
    done_on, failed_on = (at.astimezone(business_zone()).date() for at in (facts.finished_at, facts.failed_at))
    version = require_version_on(done_on)
    return Claim.objects.create(
        **head_of(require_vehicle(facts.vin), station, version, actor),
        type=type,
        rescue_number=facts.rescue_number,  # the rescue itself stands on the claim for the drive
        failed_on=failed_on,
        repair_started_on=failed_on,
        repair_finished_on=done_on,
        failure_code=facts.failure_code,
        complaint=facts.complaint,
        cause=facts.cause,
        correction=facts.correction,
    )


def _edits(parts: Sequence[RoadsidePart], policy: Policy, station: Station) -> Sequence[LineEdit]:
    """Return the lines; a part that came alone is what failed, of several the appraiser says which."""
    numbers = {part.part_number for part in parts}
    known = {row.number: row for row in Part.objects.select_related("component").filter(number__in=numbers)}
    return [
        LineEdit(
            kind=LineKind.PART,
            unit_price_minor=policy.part_price_minor(
                part.list_minor,
                known[part.part_number].component.code if part.part_number in known else "",
                station.level,
            ),
            name=part.part_number,
            part_number=part.part_number,
            quantity=Decimal(part.quantity),
            new_serial=part.serial,
            is_causal=len(parts) == 1,
        )
        for part in parts
    ]
