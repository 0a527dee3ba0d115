"""Editing a claim that is still the station's: its words, its lines, or putting it away. The rules speak after each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.adjudication import judge_and_keep, judge_claim
from billing.claims.choices import ClaimError, ClaimStatus, LineKind
from billing.claims.fitting import prove_fitting
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import FMI_MOST, SPN_MOST, Claim, ClaimLine
from billing.claims.preauthorisations.using import give_back, name_preauthorisation
from billing.claims.rules import Judgement
from billing.claims.used_parts.standing import let_go
from billing.policy.models import PolicyVersion
from billing.policy.selectors import policy_of
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import today
from common.errors import Invalid, WrongState
from common.history.record import record
from common.money import times
from common.numbering.next_number import next_number
from tenants.registry.models import Station

WORDS_MOST = 4_000  # characters of a complaint, a cause, a correction
LINES_MOST = 200
LINE_MOST_MINOR = 10**12  # so that the sum of a claim's lines fits its column

EDITED = (
    "position",
    "kind",
    "name_zh",
    "name_en",
    "operation_code",
    "part_number",
    "component_code",
    "supplier_id",
    "quantity",
    "hours",
    "standard_hours",
    "coefficient",
    "base_price_minor",
    "unit_price_minor",
    "claimed_minor",
    "approved_minor",
    "final_minor",
    "is_causal",
    "old_serial",
    "new_serial",
    "batch",
    "vendor",
    "fitted_on",
    "fitted_km",
    "fitted_order_id",
    "fitted_order_number",
)
WORDS = (
    "complaint",
    "cause",
    "correction",
    "failure_code",
    "failed_on",
    "repair_started_on",
    "mileage_km",
    "dtc",
    "spn",
    "fmi",
    "persons",
    "gps_trip_id",
    "distance_m",
    "is_night",
)


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One line as it shall be. Without `line_id` it is a new one; an existing line that no edit names is taken off the claim."""

    kind: LineKind
    unit_price_minor: int
    line_id: UUID | None = None
    name: str = ""
    operation_code: str = ""
    part_number: str = ""
    quantity: Decimal = Decimal(1)
    hours: Decimal | None = None
    is_causal: bool = False
    old_serial: str = ""
    new_serial: str = ""
    batch: str = ""
    vendor: str = ""
    fitted_on: date | None = None
    fitted_km: int | None = None


@transaction.atomic
def edit_claim(
    claim_id: UUID, *, lines: Sequence[LineEdit], acting_user: Actor, version: int | None = None, **words: Any
) -> Claim:
    """Replace the lines of a draft (or returned) claim and set its words (`WORDS`); `preauthorisation_id` names a pre-authorisation or None.

    Raises WrongState once it is handed in, Stale when `version` is not the row's, Invalid for a line that can't be.
    """
    acting_user.require("claims.prepare")
    claim = lock_claim(claim_id, acting_user)
    _require_editable(claim)
    claim.expect_version(version)
    before = {"claimed_minor": claim.claimed_minor}
    if "preauthorisation_id" in words:
        name_preauthorisation(claim, words["preauthorisation_id"], acting_user)
    claim.change(**words_of(claim, words))
    kept = _replace(claim, lines)
    judgement = judge_and_keep(claim, kept, today())
    claimed = sum(line.claimed_minor for line in kept)
    claim.change(claimed_minor=claimed, is_clean=judgement.is_clean)
    record(claim, "claim.edited", acting_user, before=before, after={"claimed_minor": claimed})
    return claim


def preview(claim: Claim, edits: Sequence[LineEdit], **words: Any) -> tuple[Judgement, list[ClaimLine]]:
    """Return what the rules say about lines and words as they are typed; nothing is saved. The claim came through a gate."""
    existing = {line.pk: line for line in claim.lines.all()}
    lines = _as_lines(claim, edits, existing)
    for name, value in words_of(claim, words).items():
        setattr(claim, name, value)
    if "preauthorisation_id" in words:
        claim.preauthorisation_id = words["preauthorisation_id"]
    return judge_claim(claim, lines, today()), lines


def head_of(vehicle: Vehicle, station: Station, version: PolicyVersion, actor: Actor) -> dict[str, Any]:
    """Return what every claim for work on a vehicle says at its head: the vehicle, the station and the policy as they are now."""
    return {
        "station": station,
        "number": next_number("CLM"),
        "vehicle": vehicle,
        "vin": vehicle.vin,
        "model_code": vehicle.model.code,
        "engine_no": vehicle.engine_no,
        "region": station.province,
        "sold_on": vehicle.sold_on,
        "labour_coefficient": station.labour_coefficient,
        "policy": version,
        "policy_label": version.label,
        "currency": policy_of(version).currency,
        "prepared_by": actor.id,
    }


def words_of(claim: Claim, words: dict[str, Any]) -> dict[str, Any]:
    """Return the words that are given. Raises Invalid for a fault code that is none, or a repair that ends before it begins."""
    given = {name: words[name] for name in WORDS if name in words}
    spn, fmi = given.get("spn"), given.get("fmi")
    if (spn is None) != (fmi is None) or (spn or 0) > SPN_MOST or (fmi or 0) > FMI_MOST:
        message = _("SPN (0 to 524287) and FMI (0 to 31) belong together.")
        raise Invalid(message, code=ClaimError.INCOMPLETE, field="spn")
    if (given.get("repair_started_on") or claim.repair_finished_on) > claim.repair_finished_on:
        sentence = now_("The repair can't begin after it was finished on %(day)s.") % {"day": claim.repair_finished_on}
        raise Invalid(sentence, code=ClaimError.INCOMPLETE, field="repair_started_on")
    return given


@transaction.atomic
def cancel_claim(claim_id: UUID, *, acting_user: Actor, reason: str = "") -> Claim:
    """Put away a claim that was not handed in, or came back. The repair order, or the used parts, may be claimed afresh."""
    acting_user.require("claims.prepare")
    claim = lock_claim(claim_id, acting_user)
    before = {"status": claim.status}
    give_back(claim)
    let_go(claim)
    claim.move_to(ClaimStatus.CANCELLED)
    record(claim, "claim.cancelled", acting_user, before=before, after={"status": claim.status}, reason=reason)
    return claim


def _require_editable(claim: Claim) -> None:
    if not claim.is_editable:
        raise WrongState(_("This claim has been handed in. It can be changed when the reviewer returns it."))


def _replace(claim: Claim, edits: Sequence[LineEdit]) -> list[ClaimLine]:
    existing = {line.pk: line for line in lock_lines(claim)}
    lines = _as_lines(claim, edits, existing)
    gone = set(existing) - {line.pk for line in lines}
    ClaimLine.objects.filter(pk__in=gone).delete()
    ClaimLine.objects.bulk_create(line for line in lines if line.pk not in existing)
    for line in lines:
        if line.pk in existing:
            line.change(**{name: getattr(line, name) for name in EDITED})
    return lines


def lines_of(claim: Claim, edits: Sequence[LineEdit]) -> list[ClaimLine]:
    """Return new lines of a claim that has none yet, not saved. Raises Invalid for a line that can't be."""
    return _as_lines(claim, edits, {})


def _as_lines(claim: Claim, edits: Sequence[LineEdit], existing: dict[UUID, ClaimLine]) -> list[ClaimLine]:
    if unknown := [edit for edit in edits if edit.line_id is not None and edit.line_id not in existing]:
        raise Invalid(
            _("A line was removed by somebody else. Reload the page."), code=ClaimError.UNKNOWN_LINE, lines=len(unknown)
        )
    _refuse_too_many(edits)
    catalog = _Catalog(claim, edits)
    lines = [_as_line(claim, number, edit, existing, catalog) for number, edit in enumerate(edits, start=1)]
    prove_fitting(claim, lines)
    return lines


class _Catalog:
    """The parts and operations that some edits name, and what an hour costs before the coefficient."""

    def __init__(self, claim: Claim, edits: Sequence[LineEdit]) -> None:
        self.rate_minor = policy_of(claim.policy).hour_minor(Decimal(1), claim.station.level)
        numbers = [edit.part_number for edit in edits if edit.part_number]
        codes = [edit.operation_code for edit in edits if edit.operation_code]
        self.parts = {row.number: row for row in Part.objects.select_related("component").filter(number__in=numbers)}
        rows = LabourOperation.objects.select_related("component").filter(code__in=codes)
        self.operations = {row.code: row for row in rows}

    def item(self, edit: LineEdit) -> Part | LabourOperation | None:
        """Return the catalogue's row for a line."""
        if edit.kind == LineKind.PART:
            return self.parts.get(edit.part_number)
        return self.operations.get(edit.operation_code) if edit.kind == LineKind.LABOUR else None


def _as_line(
    claim: Claim, position: int, edit: LineEdit, existing: dict[UUID, ClaimLine], catalog: _Catalog
) -> ClaimLine:
    line = existing.get(edit.line_id) if edit.line_id else None
    line = line or ClaimLine(claim=claim, station_id=claim.station_id)
    _refuse_impossible(position, edit)
    item = catalog.item(edit)
    line.position, line.kind = position, edit.kind
    line.operation_code, line.part_number = edit.operation_code, edit.part_number
    line.quantity, line.hours, line.unit_price_minor = edit.quantity, edit.hours, edit.unit_price_minor
    line.is_causal, line.old_serial, line.new_serial = edit.is_causal, edit.old_serial.strip(), edit.new_serial.strip()
    line.batch, line.vendor = edit.batch.strip(), edit.vendor.strip()
    line.fitted_on, line.fitted_km = edit.fitted_on, edit.fitted_km
    _price_basis(line, claim, item, catalog)
    line.component_code = item.component.code if item else line.component_code
    line.supplier_id = item.supplier_id if isinstance(item, Part) else None
    line.name_zh = (item.name_zh if item else "") or edit.name or line.name_zh
    line.name_en = (item.name_en if item else "") or edit.name or line.name_en
    line.claimed_minor, line.approved_minor, line.final_minor = line.sum_minor, None, None
    return line


def _price_basis(line: ClaimLine, claim: Claim, item: Part | LabourOperation | None, catalog: _Catalog) -> None:
    is_labour = line.kind == LineKind.LABOUR
    line.standard_hours = item.standard_hours if isinstance(item, LabourOperation) else None
    line.coefficient = claim.labour_coefficient if is_labour else None
    listed = item.unit_cost_minor if isinstance(item, Part) else None
    line.base_price_minor = catalog.rate_minor if is_labour else listed


def _refuse_impossible(position: int, edit: LineEdit) -> None:
    is_labour, field = edit.kind == LineKind.LABOUR, f"line-{position}"
    hours = edit.hours if is_labour else None
    if edit.unit_price_minor < 0 or edit.quantity <= 0 or (hours is not None and hours < 0):
        message = _("Quantities, hours and prices can't be negative, and a quantity not zero.")
        raise Invalid(message, code=ClaimError.INCOMPLETE, field=field)
    if is_labour and (hours is None or edit.quantity != 1):  # a quantity would go past the norm
        message = _("Labour is claimed by its hours: give them, and no quantity.")
        raise Invalid(message, code=ClaimError.INCOMPLETE, field=field)
    if times(edit.unit_price_minor, hours if hours is not None else edit.quantity) > LINE_MOST_MINOR:
        message = _("This line is worth more than a claim can be. Check quantity and price.")
        raise Invalid(message, code=ClaimError.INCOMPLETE, field=field)


def _refuse_too_many(edits: Sequence[LineEdit]) -> None:
    if len(edits) > LINES_MOST:
        sentence = now_("A claim has at most %(most)d lines.") % {"most": LINES_MOST}
        raise Invalid(sentence, code=ClaimError.INCOMPLETE, field="lines")
