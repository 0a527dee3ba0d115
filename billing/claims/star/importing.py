"""The importer of claims."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.actions.draft import LineEdit
from billing.claims.choices import ClaimStatus, ClaimType, LineKind
from billing.claims.models import FMI_MOST, SPN_MOST
from billing.claims.preauthorisations.choices import USABLE
from billing.claims.preauthorisations.selectors import preauthorisations_for
from billing.claims.selectors import claims_for
from billing.claims.star.drafting import Document, draft_from_document
from billing.claims.star.fields import FIELDS
from billing.claims.star.fitted import FITTED_KM, FITTED_ON, fitting_problems
from billing.policy.selectors import policy_of, require_version_on, version_on
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import today
from common.imports.importers import Done, Group, Importer, Problem, Row
from common.pages.parts import address

WORDS = {
    "failureDate": "failed_on",
    "repairOrderOpenedDate": "repair_started_on",
    "failureCode": "failure_code",
    "diagnosticTroubleCode": "dtc",
    "suspectParameterNumber": "spn",
    "failureModeIdentifier": "fmi",
    "complaintDescription": "complaint",
    "causeDescription": "cause",
    "correctionDescription": "correction",
}
SPOKEN = ("complaintDescription", "causeDescription", "correctionDescription")


class ClaimImporter(Importer):
    """Claims of a station, as drafts: each is checked, completed with photos and signed like any other."""

    code = "claims"
    title = _("Claims")
    action = "claims.prepare"
    key = "documentId"
    fields = FIELDS
    at_once = 50  # each claim is judged by the rules: about 40 statements

    def is_open_to(self, actor: Any) -> bool:
        """Only a station has claims of its own to take in."""
        return bool(actor.is_station) and super().is_open_to(actor)

    def known(self, groups: Sequence[Group], actor: Actor) -> Mapping[str, Done]:
        """Return the documents that have a claim."""
        claims = claims_for(actor).filter(document_id__in=[group.key for group in groups])
        standing = claims.exclude(status=ClaimStatus.CANCELLED)
        return {claim.document_id: Done(claim.number, claim.pk) for claim in standing}

    def check(self, groups: Sequence[Group], actor: Actor) -> Iterator[Problem]:
        """Yield what is wrong with heads and lines; the rules judge the draft later."""
        shelf = _Shelf(groups, actor)
        for group in groups:
            yield from _head(group, shelf)
            for row in group.rows:
                yield from _line(row, shelf)
                yield from fitting_problems(row, group.first)

    def commit(self, group: Group, actor: Actor) -> Done:
        """Draft the claim."""
        shelf = _Shelf([group], actor)
        head = group.first
        document = Document(
            document_id=group.key,
            vin=_vin(head),
            type=ClaimType(head["claimType"] or ClaimType.WARRANTY),
            mileage_km=head["outDistanceMeasure"],
            finished_on=head["repairOrderCompletedDate"],
            lines=[_edit(row, head, shelf, actor) for row in group.rows],
            words={name: head[column] for column, name in WORDS.items() if head[column] is not None},
            preauthorisation=shelf.agreements.get(head["authorizationNumber"] or ""),
        )
        claim = draft_from_document(document, acting_user=actor)
        return Done(claim.number, claim.pk)

    def url(self, key: UUID) -> str:
        """Return the claim's page."""
        return address("claims:detail", [key])


class _Shelf:
    """What the catalogue knows of everything that the groups name, fetched once."""

    def __init__(self, groups: Sequence[Group], actor: Actor) -> None:
        rows = [row for group in groups for row in group.rows]
        vins = {_vin(row) for row in rows}
        self.vehicles = set(Vehicle.objects.filter(vin__in=vins).values_list("vin", flat=True))
        self.parts = {one.number: one for one in Part.objects.filter(number__in={row["itemID"] for row in rows})}
        codes = {row["operationID"] for row in rows}
        self.operations = {one.code: one for one in LabourOperation.objects.filter(code__in=codes)}
        numbers = {row["authorizationNumber"] for row in rows if row["authorizationNumber"]}
        found = preauthorisations_for(actor).filter(number__in=numbers, status__in=sorted(USABLE))
        self.agreements = {one.number: one.pk for one in found} if numbers else {}
        days = {row["repairOrderCompletedDate"] for row in rows if row["repairOrderCompletedDate"]}
        self.covered = {day for day in days if version_on(day) is not None}


def _vin(row: Row) -> str:
    return str(row["vin"] or "").upper()


def _head(group: Group, shelf: _Shelf) -> Iterator[Problem]:
    head = group.first
    finished = head["repairOrderCompletedDate"]
    for row in group.rows[1:]:
        if _vin(row) != _vin(head):
            yield Problem(row.number, "vin", _("All rows of one document are about the same vehicle."))
    if head["vin"] and _vin(head) not in shelf.vehicles:
        yield Problem(head.number, "vin", _("This vehicle is not in the catalogue, so it has no warranty."))
    if finished and finished > today():
        yield Problem(head.number, "repairOrderCompletedDate", _("This day lies in the future."))
    elif finished and finished not in shelf.covered:
        yield Problem(head.number, "repairOrderCompletedDate", _("No warranty policy was in force on this day."))
    for name in ("failureDate", "repairOrderOpenedDate"):
        if finished and head[name] and head[name] > finished:
            yield Problem(head.number, name, _("This day is after the repair was finished."))
    for name in SPOKEN:
        if not head[name]:
            yield Problem(head.number, name, _("Say it in the first row of the document."))
    yield from _codes(head, shelf)


def _codes(head: Row, shelf: _Shelf) -> Iterator[Problem]:
    spn, fmi = head["suspectParameterNumber"], head["failureModeIdentifier"]
    if (spn is None) != (fmi is None):
        wrong = "suspectParameterNumber" if spn is None else "failureModeIdentifier"
        yield Problem(head.number, wrong, _("SPN (0 to 524287) and FMI (0 to 31) belong together."))
    if (spn or 0) > SPN_MOST:
        yield Problem(head.number, "suspectParameterNumber", _("SPN (0 to 524287) and FMI (0 to 31) belong together."))
    if (fmi or 0) > FMI_MOST:
        yield Problem(head.number, "failureModeIdentifier", _("SPN (0 to 524287) and FMI (0 to 31) belong together."))
    number = head["authorizationNumber"]
    if number and number not in shelf.agreements:
        sentence = _("There is no usable pre-authorisation with this number.")
        yield Problem(head.number, "authorizationNumber", sentence)


def _line(row: Row, shelf: _Shelf) -> Iterator[Problem]:
    kind = row["lineType"]
    if kind == LineKind.LABOUR:
        if row["operationID"] not in shelf.operations and not row["laborAllowanceHoursNumeric"]:
            yield Problem(
                row.number, "operationID", _("Unknown operation: give a code of the catalogue, or the hours.")
            )
    elif kind == LineKind.PART:
        if row["itemID"] not in shelf.parts and row["unitPriceAmount"] is None:
            yield Problem(row.number, "itemID", _("Unknown part: give a number of the catalogue, or name and price."))
    elif kind is not None and row["unitPriceAmount"] is None:
        yield Problem(row.number, "unitPriceAmount", _("This is needed."))
    if kind is not None and not (row["description"] or row["operationID"] or row["itemID"]):
        yield Problem(row.number, "description", _("This is needed."))
    if row["itemQuantity"] == 0:
        yield Problem(row.number, "itemQuantity", _("Give more than nothing."))


def _edit(row: Row, head: Row, shelf: _Shelf, actor: Actor) -> LineEdit:
    kind = LineKind(row["lineType"])
    operation, part = shelf.operations.get(row["operationID"]), shelf.parts.get(row["itemID"])
    is_labour = kind == LineKind.LABOUR
    hours = row["laborAllowanceHoursNumeric"]
    if is_labour and hours is None and operation is not None:
        hours = operation.standard_hours
    price = row["unitPriceAmount"]
    if price is None:
        price = _usual_price(head, part, actor)
    return LineEdit(
        kind=kind,
        unit_price_minor=price,
        name=row["description"] or row["operationID"] or row["itemID"] or "",
        operation_code=(row["operationID"] or "") if is_labour else "",
        part_number=(row["itemID"] or "") if kind == LineKind.PART else "",
        quantity=Decimal(1) if is_labour else row["itemQuantity"] or Decimal(1),
        hours=hours if is_labour else None,
        is_causal=bool(row["isCausalPart"]),
        old_serial=row["oldSerialNumber"] or "",
        new_serial=row["newSerialNumber"] or "",
        batch=row["batchNumber"] or "",
        vendor=row["subletVendor"] or "",
        fitted_on=row[FITTED_ON],
        fitted_km=row[FITTED_KM],
    )


def _usual_price(head: Row, part: Part | None, actor: Actor) -> int:
    """Return what the policy pays: the price of an hour, or list cost plus mark-up."""
    policy = policy_of(require_version_on(head["repairOrderCompletedDate"]))
    if part is not None:
        return policy.part_price_minor(part.unit_cost_minor)
    return policy.hour_minor(actor.station.labour_coefficient)
