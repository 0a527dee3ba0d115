"""The facts of many past claims at once: one query for each kind of row, however many claims.

`facts.facts_of` gathers the same for one claim; a test holds both beside each other. Two things differ, since the claims are past: only
what was handed in before a claim counts as earlier, and its station was active when it was handed in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from billing.campaigns.choices import WorkKind
from billing.campaigns.models import Campaign, CampaignVehicle
from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules import Authorised, CampaignFacts, ClaimFacts, EarlierLine, LineFacts
from billing.claims.selectors import EARLIER_AT_MOST, NOT_PAID, PHOTO
from catalog.choices import USE_OF_MODEL, Usage
from catalog.models import LabourOperation, Part
from common.clock import business_zone
from common.files.models import StoredFile

NO_HOURS = Decimal(0)
TYPES = {kind.value: kind for kind in ClaimType}
KINDS = {kind.value: kind for kind in LineKind}


class Norms(NamedTuple):
    """What the catalogue knows: hours by operation, and cost and serial numbers by part. Read once for a whole replay."""

    hours: Mapping[str, Decimal]
    parts: Mapping[str, tuple[int, bool]]


class Line(NamedTuple):
    """What of a line is kept for the result, beside its facts."""

    id: UUID
    position: int
    kind: str
    name_zh: str
    name_en: str
    operation_code: str
    part_number: str
    component_code: str
    supplier_id: UUID | None
    claimed_minor: int


@dataclass(frozen=True, slots=True)
class Past:
    """A past claim: whose it is, by which version it was judged, its facts and lines."""

    id: UUID
    station_id: UUID
    policy_id: UUID
    facts: ClaimFacts
    lines: Sequence[Line]


class Head(NamedTuple):
    """The columns of a claim that the rules or the result need."""

    id: UUID
    station_id: UUID
    policy_id: UUID
    type: str
    repair_finished_on: date
    failed_on: date | None
    sold_on: date | None
    model_code: str
    mileage_km: int | None
    labour_coefficient: Decimal
    distance_m: int | None
    expected_distance_m: int | None
    is_night: bool
    is_highway: bool
    is_plateau: bool
    region: str
    station__province: str
    station__level: str
    failure_code: str
    repair_started_on: date | None
    preauthorisation__number: str | None
    preauthorisation__approved_minor: int | None
    preauthorisation__valid_until: date | None
    campaign_id: UUID | None
    vehicle__use: str | None
    vehicle__model__usage: str | None
    vin: str
    submitted_at: datetime


class Body(NamedTuple):
    """The columns of a line, likewise."""

    claim_id: UUID
    id: UUID
    position: int
    kind: str
    name_zh: str
    name_en: str
    operation_code: str
    part_number: str
    component_code: str
    supplier_id: UUID | None
    claimed_minor: int
    unit_price_minor: int
    quantity: Decimal
    hours: Decimal | None
    is_causal: bool
    old_serial: str
    fitted_on: date | None
    fitted_km: int | None


class Before(NamedTuple):
    """An earlier claim of a vehicle: when, how many kilometres."""

    id: UUID
    vin: str
    submitted_at: datetime
    repair_finished_on: date
    mileage_km: int | None
    type: str
    repair_started_on: date | None
    failure_code: str
    station_id: UUID
    campaign_id: UUID | None


def read_norms() -> Norms:
    """Read the catalogue."""
    hours = dict(LabourOperation.objects.values_list("code", "standard_hours"))
    parts = {
        number: (cost, serial)
        for number, cost, serial in Part.objects.values_list("number", "unit_cost_minor", "is_serialised")
    }
    return Norms(hours, parts)


def load(claim_ids: Sequence[UUID], norms: Norms) -> list[Past]:
    """Return these claims in order of their keys. Takes five queries, and two when there are campaigns; head office's scope is needed."""
    rows = Claim.objects.filter(pk__in=claim_ids, submitted_at__isnull=False).order_by("pk")
    heads = [Head(*values) for values in rows.values_list(*Head._fields)]
    bodies, photos = _bodies(claim_ids), _photos(claim_ids)
    vins = _histories({head.vin for head in heads if head.vin})
    campaigns = read_campaigns({(head.campaign_id, head.vin) for head in heads if head.campaign_id})
    zone = business_zone()
    return [
        Past(
            head.id,
            head.station_id,
            head.policy_id,
            _facts(
                head,
                bodies[head.id],
                vins.get(head.vin, ()),
                norms,
                frozenset(photos[head.id]),
                campaigns,
                head.submitted_at.astimezone(zone).date(),
            ),
            [Line(*body[1:11]) for body in bodies[head.id]],
        )
        for head in heads
    ]


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The campaigns of a batch: their days and fixed work, and which vehicles they list."""

    known: Mapping[UUID, CampaignFacts]
    listed: frozenset[tuple[UUID, str]]

    def facts_of(self, head: Head, visits: "Sequence[Visit]") -> CampaignFacts | None:
        """Return the campaign of a claim, with what is known of its vehicle."""
        if head.campaign_id is None:
            return None
        done = [one.before.repair_finished_on for one in visits if one.before.campaign_id == head.campaign_id]
        is_listed = (head.campaign_id, head.vin) in self.listed
        return replace(self.known[head.campaign_id], is_listed=is_listed, done_on=min(done, default=None))


def read_campaigns(wanted: set[tuple[UUID | None, str]]) -> Campaigns:
    """Read the campaigns of these claims; no query when there are none."""
    if not wanted:
        return Campaigns({}, frozenset())
    keys = {key for key, _vin in wanted if key}
    rows = Campaign.objects.filter(pk__in=keys).prefetch_related("work")
    listed = CampaignVehicle.objects.filter(campaign_id__in=keys, vin__in={vin for _key, vin in wanted})
    return Campaigns({row.pk: _campaign(row) for row in rows}, frozenset(listed.values_list("campaign_id", "vin")))


def _campaign(row: Campaign) -> CampaignFacts:
    hours, quantities = (
        {one.code: one.amount for one in row.work.all() if one.kind == kind}
        for kind in (WorkKind.LABOUR, WorkKind.PART)
    )
    return CampaignFacts(row.number, row.begins_on, row.last_day, False, None, hours, quantities)


def _photos(claim_ids: Sequence[UUID]) -> defaultdict[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = StoredFile.objects.filter(subject_id__in=claim_ids, kind__startswith=PHOTO)
    for claim_id, kind in rows.values_list("subject_id", "kind"):
        found[claim_id].add(kind.removeprefix(PHOTO))
    return found


def _bodies(claim_ids: Sequence[UUID]) -> defaultdict[UUID, list[Body]]:
    found: defaultdict[UUID, list[Body]] = defaultdict(list)
    rows = ClaimLine.objects.filter(claim_id__in=claim_ids).order_by("claim_id", "position")
    for values in rows.values_list(*Body._fields):
        body = Body(*values)
        found[body.claim_id].append(body)
    return found


class Work(NamedTuple):
    """What was done on one line."""

    operation_code: str
    part_number: str
    component_code: str


class Visit(NamedTuple):
    """One claim of a vehicle, with what was done."""

    before: Before
    work: Sequence[Work]


def _histories(vins: set[str]) -> Mapping[str, Sequence[Visit]]:
    """Return the paid or waiting claims of each vehicle that has more than one; newest repair first."""
    rows = Claim.objects.filter(vin__in=vins, submitted_at__isnull=False).exclude(status__in=NOT_PAID)
    by_vin: defaultdict[str, list[Before]] = defaultdict(list)
    for values in rows.values_list(*Before._fields):
        before = Before(*values)
        by_vin[before.vin].append(before)
    several = {vin: visits for vin, visits in by_vin.items() if len(visits) > 1}
    work = _work([visit.id for visits in several.values() for visit in visits])
    return {
        vin: [Visit(one, work[one.id]) for one in sorted(visits, key=lambda one: one.repair_finished_on, reverse=True)]
        for vin, visits in several.items()
    }


def _work(claim_ids: Sequence[UUID]) -> defaultdict[UUID, list[Work]]:
    found: defaultdict[UUID, list[Work]] = defaultdict(list)
    rows = (
        ClaimLine.objects.filter(claim_id__in=claim_ids).order_by("position") if claim_ids else ClaimLine.objects.none()
    )
    for claim_id, *codes in rows.values_list("claim_id", *Work._fields):
        found[claim_id].append(Work(*codes))
    return found


def _facts(
    head: Head,
    bodies: Sequence[Body],
    visits: Sequence[Visit],
    norms: Norms,
    photos: frozenset[str],
    campaigns: Campaigns,
    entered_on: date,
) -> ClaimFacts:
    visits = [visit for visit in visits if visit.before.submitted_at < head.submitted_at]
    earlier = _earlier(head, visits)
    fitted = {line.part_number: line for line in reversed(earlier) if line.part_number}
    return ClaimFacts(
        type=TYPES[head.type],
        entered_on=entered_on,
        repair_finished_on=head.repair_finished_on,
        failed_on=head.failed_on,
        sold_on=head.sold_on,
        model_code=head.model_code,
        mileage_km=head.mileage_km,
        known_mileage_km=_known_mileage_km(head, visits),
        station_is_active=True,
        labour_coefficient=head.labour_coefficient,
        lines=tuple([_line(body, norms, fitted.get(body.part_number)) for body in bodies]),
        earlier=earlier,
        distance_m=head.distance_m,
        expected_distance_m=head.expected_distance_m,
        is_night=head.is_night,
        is_highway=head.is_highway,
        is_plateau=head.is_plateau,
        usage=_usage(head),
        province=head.region or head.station__province,
        station_level=head.station__level,
        failure_code=head.failure_code,
        repair_started_on=head.repair_started_on,
        preauthorisation=_authorised(head),
        photos=photos,
        campaign=campaigns.facts_of(head, visits) if head.campaign_id else None,
    )


def _usage(head: Head) -> str:
    if head.vehicle__use:
        return head.vehicle__use
    return USE_OF_MODEL[Usage(head.vehicle__model__usage)] if head.vehicle__model__usage else ""


def _authorised(head: Head) -> Authorised | None:
    number, minor, until = (
        head.preauthorisation__number,
        head.preauthorisation__approved_minor,
        head.preauthorisation__valid_until,
    )
    return None if number is None or minor is None or until is None else Authorised(number, minor, until)


def _known_mileage_km(head: Head, visits: Sequence[Visit]) -> int | None:
    read = [
        visit.before.mileage_km
        for visit in visits
        if visit.before.mileage_km is not None and visit.before.repair_finished_on < head.repair_finished_on
    ]
    return max(read, default=None)


def _earlier(head: Head, visits: Sequence[Visit]) -> tuple[EarlierLine, ...]:
    lines = [_earlier_line(head, visit.before, work) for visit in visits for work in visit.work]
    return tuple(lines[:EARLIER_AT_MOST])


def _earlier_line(head: Head, before: Before, work: Work) -> EarlierLine:
    return EarlierLine(
        finished_on=before.repair_finished_on,
        operation_code=work.operation_code,
        part_number=work.part_number,
        component_code=work.component_code,
        claim=before.id,
        type=before.type,
        started_on=before.repair_started_on,
        failure_code=before.failure_code,
        mileage_km=before.mileage_km,
        is_own=before.station_id == head.station_id,
    )


def _line(body: Body, norms: Norms, fitted: EarlierLine | None) -> LineFacts:
    cost, is_serialised = norms.parts.get(body.part_number, (None, False))
    return LineFacts(
        id=body.id,
        kind=KINDS[body.kind],
        claimed_minor=body.claimed_minor,
        unit_price_minor=body.unit_price_minor,
        quantity=body.quantity,
        hours=body.hours or NO_HOURS,
        operation_code=body.operation_code,
        standard_hours=norms.hours.get(body.operation_code),
        part_number=body.part_number,
        component_code=body.component_code,
        list_cost_minor=cost,
        is_serialised=is_serialised,
        is_causal=body.is_causal,
        old_serial=body.old_serial,
        fitted_on=body.fitted_on or (fitted.finished_on if fitted else None),
        fitted_km=body.fitted_km if body.fitted_on else (fitted.mileage_km if fitted else None),
    )
