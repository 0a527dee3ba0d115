"""Eighteen months of claims, before the last weeks: made in bulk, with what they left in the ledger and with the suppliers.

These rows did not pass through the reviews' own steps, so they have no timeline; everything else about them is as the steps leave it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.models import Certificate
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.contracts import Share, share_on
from billing.chargeback.models import Chargeback, SupplierContract
from billing.chargeback.split import split
from billing.claims.choices import ClaimStatus, LineKind, OldPartState, Reason, Section
from billing.claims.models import Claim, ClaimLine
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Account, Entry, Transaction
from billing.ledger.posting import account
from billing.policy.models import PolicyVersion
from billing.policy.policies import Policy
from billing.policy.selectors import policy_on
from catalog.models import Vehicle
from common.ids import new_id
from common.money import times
from demo.chance import days_ago, dice, moment
from demo.lives import BAD_PART, BAD_SHAPE, BAD_SHARE, Failure, bad_batch, fail
from demo.peers import unequal_claims
from demo.people import office, staff
from demo.size import Size
from demo.visits import COMPLAINTS, Fault, faults
from tenants.registry.models import Station

REJECTED, CUT = 0.06, 0.10
CARELESS = {"3": 2.5, "7": 1.8, "1": 0.4}  # by the last digit of a station's code
PAST_PLACES = range(3, 10)  # the other vehicles of every ten have their repairs in the last weeks
DISPUTED = 0.10
ANSWERED_WITHIN = timedelta(days=21)
LATE_ONE_IN = 17  # so many of the suppliers' payments are still awaited

BEFORE_THE_LAST_WEEKS = 40  # days: every contract was in force then


@dataclass
class Harvest:
    """The rows that are made together."""

    claims: list[Claim] = field(default_factory=list)
    lines: list[ClaimLine] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    chargebacks: list[Chargeback] = field(default_factory=list)

    def store(self) -> None:
        """Write all rows; the day on which a row was made is the day of what it tells."""
        kinds: list[list[Any]] = [self.claims, self.lines, self.transactions, self.entries, self.chargebacks]
        for rows in filter(None, kinds):
            type(rows[0])._default_manager.bulk_create(rows, batch_size=1_000)
        Claim.objects.filter(pk__in=[row.pk for row in self.claims]).update(created_at=F("submitted_at"))
        Chargeback.objects.filter(pk__in=[row.pk for row in self.chargebacks]).update(
            created_at=F("answer_due_at") - ANSWERED_WITHIN
        )


@dataclass(frozen=True)
class World:
    """What every past claim refers to."""

    stations: list[Station]
    vehicles: list[Vehicle]
    faults: list[Fault]
    appraisers: dict[UUID, Actor]
    certificates: dict[UUID, Certificate]
    reviewer: Actor
    final: Actor
    finance: Actor
    policies: dict[str, PolicyVersion]
    parsed: list[Policy]
    batch_parts: frozenset[str]

    def policy_on(self, day: date) -> Policy:
        """Return the version in force on `day`, without asking the database for each claim."""
        return next(one for one in self.parsed if one.effective_from <= day)

    def shares_on(self, part: ClaimLine, claim: Claim) -> list[Share]:
        """Return the contract shares; only parts with a batch window depend on the vehicle, the others are asked for once."""
        built = claim.vehicle.built_on if claim.vehicle and part.part_number in self.batch_parts else None
        return _shares(part.part_number, claim.repair_finished_on if built else days_ago(BEFORE_THE_LAST_WEEKS), built)


_shares = cache(share_on)
_account = cache(account)


def live_the_past(stations: list[Station], size: Size) -> None:
    """Make the claims of eighteen months, more in winter than in summer, some components worse than others."""
    roll, harvest, world = dice("past"), Harvest(), world_of(stations, size)
    weights = [{"FUE": 5, "EXH": 6, "ELE": 4, "BRK": 3}.get(fault.part.component.code, 2) for fault in world.faults]
    failures = [fail(world.vehicles, fault, roll) for fault in roll.choices(world.faults, weights, k=size.past_claims)]
    told = [(failure, world) for failure in [*failures, *_of_the_bad_batch(world, size, roll)]]
    for failure, station in unequal_claims(stations, size, world.faults, world.vehicles, roll):
        told.append((failure, replace(world, stations=[station])))
    for number, (failure, where) in enumerate(told):
        _claim(where, harvest, number, failure, roll)
    harvest.store()


def _of_the_bad_batch(world: World, size: Size, roll: Random) -> list[Failure]:
    sensor = next(fault for fault in world.faults if fault.part.name_en == BAD_PART)
    vehicles = bad_batch(world.vehicles)
    count = round(size.past_claims * BAD_SHARE) if vehicles else 0
    return [fail(vehicles, sensor, roll, BAD_SHAPE) for _ in range(count)]


def world_of(stations: list[Station], size: Size) -> World:
    """Return what the past claims of these stations refer to."""
    appraisers = {station.pk: staff(station, Role.APPRAISER) for station in stations}
    versions = list(PolicyVersion.objects.order_by("-effective_from"))
    held = Certificate.objects.filter(scope="appraisal", revoked_at=None).order_by("valid_from")
    return World(
        stations=stations,
        vehicles=[
            one for place, one in enumerate(Vehicle.objects.select_related("model")) if place % 10 in PAST_PLACES
        ],
        faults=faults(),
        appraisers=appraisers,
        certificates={row.station_id: row for row in held},
        reviewer=office(Role.CLAIMS_REVIEWER),
        final=office(Role.FINAL_REVIEWER),
        finance=office(Role.FINANCE),
        policies={row.label: row for row in versions},
        parsed=[policy_on(row.effective_from) for row in versions],
        batch_parts=frozenset(SupplierContract.objects.exclude(part=None).values_list("part__number", flat=True)),
    )


def _claim(world: World, harvest: Harvest, number: int, failure: Failure, roll: Random) -> None:
    fault, vehicle = failure.fault, failure.vehicle
    repaired = failure.failed_on + timedelta(days=roll.randint(0, 4))
    policy = world.policy_on(repaired)
    station = roll.choice(world.stations)
    appraiser, certificate = world.appraisers[station.pk], world.certificates[station.pk]
    submitted = moment(repaired + timedelta(days=1), roll)
    complaint, cause = COMPLAINTS[fault.part.component.code]
    careless = CARELESS.get(station.code[-1], 1)
    is_rejected, is_cut = roll.random() < REJECTED, roll.random() < CUT * careless
    claim = Claim(
        id=new_id(), station=station, number=f"CLM-{repaired.year}-H{number:05d}", status=ClaimStatus.REJECTED if is_rejected else ClaimStatus.SETTLED,
        vehicle=vehicle, vin=vehicle.vin, model_code=vehicle.model.code, sold_on=vehicle.sold_on, mileage_km=failure.mileage_km,
        repair_order_id=new_id(), repair_order_number=f"RO-{station.code}-H{number:05d}", failed_on=failure.failed_on,
        repair_started_on=repaired, repair_finished_on=repaired, failure_code=fault.code.code, complaint=complaint, cause=cause,
        correction=f"更换{fault.part.name_zh}，试车正常", labour_coefficient=station.labour_coefficient, policy=world.policies[policy.label],
        policy_label=policy.label, is_clean=not (is_rejected or is_cut), prepared_by=appraiser.id, appraiser_id=appraiser.id, appraiser_name=appraiser.name,
        certificate_id=certificate.pk, certificate_number=certificate.number, appraised_on=repaired, submitted_at=submitted,
        first_reviewer_id=world.reviewer.id, first_reviewer_name=world.reviewer.name, first_reviewed_at=submitted + timedelta(days=roll.randint(1, 6)),
        first_section=Section.CLAIMS,
    )  # fmt: skip
    lines = [_labour(claim, fault, policy.labour.rate_minor_per_hour), _part(claim, fault, policy.parts.markup_percent)]
    for line in lines:
        line.approved_minor = (
            0
            if is_rejected
            else times(line.claimed_minor, Decimal("0.8"))
            if is_cut and line.kind == LineKind.LABOUR
            else line.claimed_minor
        )
        line.reason_code = "" if line.approved_minor == line.claimed_minor else Reason.OTHER
        line.final_minor = line.approved_minor
    claim.claimed_minor = sum(line.claimed_minor for line in lines)
    claim.approved_minor = claim.final_minor = sum(line.approved_minor or 0 for line in lines)
    harvest.claims.append(claim)
    harvest.lines += lines
    if not is_rejected:
        _settle(world, harvest, claim, lines[1], roll)


def _labour(claim: Claim, fault: Fault, rate_minor: int) -> ClaimLine:
    price = times(rate_minor, claim.labour_coefficient)
    hours = fault.operation.standard_hours
    return ClaimLine(
        id=new_id(), claim=claim, station_id=claim.station_id, position=1, kind=LineKind.LABOUR, name_zh=fault.operation.name_zh,
        name_en=fault.operation.name_en, operation_code=fault.operation.code, component_code=fault.part.component.code, hours=hours,
        unit_price_minor=price, claimed_minor=times(price, hours),
    )  # fmt: skip


def _part(claim: Claim, fault: Fault, markup_percent: Decimal) -> ClaimLine:
    price = times(fault.part.unit_cost_minor, 1 + markup_percent / 100)
    return ClaimLine(
        id=new_id(), claim=claim, station_id=claim.station_id, position=2, kind=LineKind.PART, name_zh=fault.part.name_zh, name_en=fault.part.name_en,
        part_number=fault.part.number, component_code=fault.part.component.code, unit_price_minor=price, claimed_minor=price, is_causal=True,
        supplier_id=fault.part.supplier_id, old_serial=f"SN{claim.number[-5:]}", new_serial=f"SN9{claim.number[-5:]}",
        old_part_state=OldPartState.CONFIRMED if claim.status == ClaimStatus.SETTLED else OldPartState.NOT_REQUIRED,
    )  # fmt: skip


def _settle(world: World, harvest: Harvest, claim: Claim, part: ClaimLine, roll: Random) -> None:
    pay(world, harvest, claim, days=roll.randint(5, 20))
    shares = world.shares_on(part, claim)
    for share, minor in zip(shares, split(part.final_minor or 0, [one.percent for one in shares]), strict=True):
        _charge(world, harvest, claim, part, share, minor, roll)


def pay(world: World, harvest: Harvest, claim: Claim, *, days: int) -> None:
    """Let the final review settle the claim `days` after the first one, and owe its amount to the station."""
    assert claim.first_reviewed_at is not None and claim.final_minor is not None  # noqa: S101  set by who made the claim
    claim.final_reviewer_id, claim.final_reviewer_name = world.final.id, world.final.name
    claim.final_section = Section.INSPECTION
    claim.final_reviewed_at = claim.first_reviewed_at + timedelta(days=days)
    payable, expense = _account(AccountKind.STATION_PAYABLE, claim.station_id), _account(AccountKind.WARRANTY_EXPENSE)
    amounts = [(expense, claim.final_minor), (payable, -claim.final_minor)]
    _post(harvest, f"claim:{claim.pk}:{claim.round}", TransactionKind.CLAIM, claim, amounts, world.final)


def _charge(
    world: World, harvest: Harvest, claim: Claim, part: ClaimLine, share: Share, minor: int, roll: Random
) -> None:
    number = f"CHB-{claim.repair_finished_on.year}-H{len(harvest.chargebacks):05d}"
    receivable, income = (
        _account(AccountKind.SUPPLIER_RECEIVABLE, share.supplier_id),
        _account(AccountKind.RECOVERY_INCOME),
    )
    key = new_id()
    posted = _post(
        harvest,
        f"chargeback:{key}",
        TransactionKind.CHARGEBACK,
        claim,
        [(receivable, minor), (income, -minor)],
        world.final,
        f"{number} / {claim.number}",
        about=key,
    )
    resolved = _upheld(minor, roll)
    if resolved is not None:
        back = minor - resolved
        amounts = [(income, back), (receivable, -back)]
        kind = TransactionKind.CHARGEBACK
        _post(harvest, f"chargeback:{key}:resolved", kind, claim, amounts, world.final, number, about=key)
    paid_minor = _paid(world, harvest, claim, receivable, minor if resolved is None else resolved, number, key)
    answered = ChargebackStatus.ACCEPTED if resolved is None else ChargebackStatus.RESOLVED
    harvest.chargebacks.append(
        Chargeback(
            id=key,
            number=number,
            status=ChargebackStatus.PAID if paid_minor else answered,
            paid_minor=paid_minor,
            resolved_minor=resolved,
            resolution="" if resolved is None else "复检：部分属使用不当",
            supplier_id=share.supplier_id,
            station_id=claim.station_id,
            contract_id=share.contract_id,
            transaction=posted,
            claim_id=claim.pk,
            claim_number=claim.number,
            line_id=part.pk,
            vin=claim.vin,
            part_number=part.part_number,
            part_name=part.name_zh,
            finding=claim.cause,
            built_on=claim.vehicle.built_on,  # type: ignore[union-attr]
            repaired_on=claim.repair_finished_on,
            final_minor=part.final_minor or 0,
            share_percent=share.percent,
            amount_minor=minor,
            answer_due_at=_decided_at(claim) + ANSWERED_WITHIN,  # type: ignore[operator]
        )  # fmt: skip
    )


def _paid(world: World, harvest: Harvest, claim: Claim, receivable: Account, minor: int, number: str, key: UUID) -> int:
    """Let the supplier pay with the one receipt of the month after its answer, but for a few that are late; returns what was paid."""
    after = (_decided_at(claim).date() + ANSWERED_WITHIN).replace(day=1) + timedelta(days=32)
    day, place = after.replace(day=25), len(harvest.chargebacks)
    if day > days_ago(10) or place % LATE_ONE_IN == 0 or not minor:
        return 0
    amounts = [(_account(AccountKind.BANK), minor), (receivable, -minor)]
    text = f"{number} 工行 {day:%Y-%m}"
    kind = TransactionKind.PAYMENT
    _post(harvest, f"chargeback:{key}:paid:1", kind, claim, amounts, world.finance, text, about=key, day=day)
    return minor


def _upheld(minor: int, roll: Random) -> int | None:
    """Return what stayed of a charge after a dispute, or None when the supplier accepted it."""
    return minor * roll.randint(20, 80) // 100 if roll.random() < DISPUTED else None


def _post(
    harvest: Harvest,
    key: str,
    kind: TransactionKind,
    claim: Claim,
    amounts: list[tuple[Account, int]],
    actor: Actor,
    text: str = "",
    about: UUID | None = None,
    day: date | None = None,
) -> Transaction:
    """Make one balanced transaction, dated on the day of the final review unless told; it is about the claim if nothing else is named."""
    day = day or _decided_at(claim).date()
    owners = {(one.station_id, one.supplier_id) for one, _ in amounts} - {(None, None)}
    station_id, supplier_id = owners.pop()
    row = Transaction(
        id=new_id(), business_key=key, kind=kind, occurred_on=day, description=text or claim.number, reference=about or claim.pk, station_id=station_id,
        supplier_id=supplier_id, actor_id=actor.id, actor_name=actor.name, fingerprint=f"demo:{key}"[:64],
    )  # fmt: skip
    harvest.transactions.append(row)
    harvest.entries += [
        Entry(
            id=new_id(),
            transaction=row,
            account=one,
            line=line,
            amount_minor=minor,
            currency=one.currency,
            occurred_on=day,
            station_id=one.station_id,
            supplier_id=one.supplier_id,
        )  # fmt: skip
        for line, (one, minor) in enumerate(amounts, start=1)
    ]
    return row


def _decided_at(claim: Claim) -> datetime:
    """Return when a settled claim was decided."""
    assert claim.final_reviewed_at is not None  # noqa: S101  set when it was settled
    return claim.final_reviewed_at
