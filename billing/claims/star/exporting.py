"""Claims as rows of the same file that an import reads: what one station's system sent can be sent on, or back."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import Http404, HttpResponse

from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from billing.claims.star.fields import NAMES
from common.money import to_decimal
from common.pages.exports import TYPES, as_csv, as_json, as_xlsx

STAR_CAP = 5_000


def star_answer(claims: Sequence[Claim], kind: str) -> HttpResponse:
    """Return the claims as a download. Raises Http404 for an unknown kind."""
    if kind not in TYPES:
        raise Http404
    rows = list(star_rows(claims))
    writers: dict[str, Callable[[list[list[Any]]], bytes]] = {
        "csv": as_csv,
        "xlsx": as_xlsx,
        "json": lambda cells: as_json(cells, list(NAMES)),
    }
    content = writers[kind](rows)
    headers = {"Content-Disposition": f'attachment; filename="star-claims.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def star_rows(claims: Sequence[Claim]) -> Iterator[list[Any]]:
    """Yield the header, then one row for each line; lines are to be prefetched."""
    yield list(NAMES)
    for claim in claims:
        head = _head(claim)
        for line in sorted(claim.lines.all(), key=lambda line: line.position):
            values = head | _line(line)
            yield [values.get(name, "") for name in NAMES]


def _head(claim: Claim) -> dict[str, Any]:
    agreed = claim.preauthorisation
    return {
        "documentId": claim.document_id or claim.repair_order_number or claim.number,
        "vin": claim.vin,
        "claimType": claim.type,
        "outDistanceMeasure": _or_empty(claim.mileage_km),
        "failureDate": _or_empty(claim.failed_on),
        "repairOrderOpenedDate": _or_empty(claim.repair_started_on),
        "repairOrderCompletedDate": claim.repair_finished_on,
        "failureCode": claim.failure_code,
        "diagnosticTroubleCode": claim.dtc,
        "suspectParameterNumber": _or_empty(claim.spn),
        "failureModeIdentifier": _or_empty(claim.fmi),
        "complaintDescription": claim.complaint,
        "causeDescription": claim.cause,
        "correctionDescription": claim.correction,
        "authorizationNumber": agreed.number if agreed else "",
    }


def _line(line: ClaimLine) -> dict[str, Any]:
    is_labour = line.kind == LineKind.LABOUR
    is_spare = line.claim.type == ClaimType.PARTS_WARRANTY
    return {
        "lineType": line.kind,
        "operationID": line.operation_code,
        "itemID": line.part_number,
        "description": line.name,
        "laborAllowanceHoursNumeric": _or_empty(line.hours) if is_labour else "",
        "itemQuantity": "" if is_labour else line.quantity,
        "unitPriceAmount": to_decimal(line.unit_price_minor),
        "isCausalPart": "yes" if line.is_causal else "",
        "oldSerialNumber": line.old_serial,
        "newSerialNumber": line.new_serial,
        "batchNumber": line.batch,
        "partInstalledDate": _or_empty(line.fitted_on) if is_spare else "",
        "partInstalledDistanceMeasure": _or_empty(line.fitted_km) if is_spare else "",
        "subletVendor": line.vendor,
    }


def _or_empty(value: Any) -> Any:
    return "" if value is None else value
