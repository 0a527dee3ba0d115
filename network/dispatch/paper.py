"""The service slip of a rescue as PDF, in the reader's language: what was done, parts, and the driver's signature."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as now_

from catalog.selectors import failure_code_by_code
from common.documents import render_pdf
from common.files.store import read_stored
from common.pages.tables import show_moment
from network.dispatch.models import Rescue
from network.dispatch.selectors import parts_of_rescue, signatures_of

TEMPLATE = "network/dispatch/documents/slip.typ"


def slip_pdf(rescue: Rescue) -> bytes:
    """Return the slip of a finished rescue which the caller has fetched through its gate."""
    return render_pdf(TEMPLATE, slip_data(rescue))


def slip_data(rescue: Rescue) -> dict[str, Any]:
    """Return what the slip says, all of it in words; the signature as the bytes of its PNG, empty without one."""
    signature = signatures_of(rescue).first()
    return {
        "title": now_("Service slip of a roadside rescue"),
        "subtitle": str(rescue.station),
        "number": rescue.number,
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "foot": "Stationmaster",
        "facts": _facts(rescue),
        "heads": [now_("Part number"), now_("Part"), now_("Quantity")],
        "parts": [[one.part_number, one.name, str(one.quantity)] for one in parts_of_rescue(rescue)],
        "words": {"parts": now_("Parts used"), "signature": now_("Driver's signature")},
        "signature": list(_bytes_of(signature)),
        "signed": _signed(rescue, signature),
    }


def _facts(rescue: Rescue) -> list[list[str]]:
    case = rescue.case
    cause = failure_code_by_code(rescue.found_cause) if rescue.found_cause else None
    told = [
        (now_("Vehicle"), case.vehicle_label),
        (now_("VIN"), case.vin),
        (now_("Place"), case.place),
        (now_("Crew"), str(rescue.crew or "")),
        (now_("Arrived"), show_moment(rescue.arrived_at)),
        (now_("Finished at"), show_moment(rescue.finished_at)),
        (now_("Symptom found"), rescue.get_found_symptom_display() if rescue.found_symptom else ""),
        (now_("Cause found"), f"{rescue.found_cause} {cause or ''}".strip()),
        (now_("Outcome"), rescue.outcome_words),
        (now_("Result"), rescue.result),
    ]
    return [[label, str(value)] for label, value in told if value]


def _bytes_of(signature: Any) -> bytes:
    """Return the picture, or nothing where it was purged from the disk."""
    try:
        return read_stored(signature) if signature is not None else b""
    except FileNotFoundError:
        return b""


def _signed(rescue: Rescue, signature: Any) -> list[str]:
    """Return who signed, when, where and with which hash; or why nobody did."""
    if signature is None:
        return [str(rescue.get_unsigned_display())] if rescue.unsigned else [rescue.signed_by or "–"]
    lat, lon = signature.captured_lat, signature.captured_lon
    place = "" if lat is None or lon is None else f"{lat:.5f}, {lon:.5f} (WGS-84)"
    lines = [rescue.signed_by, show_moment(signature.captured_at), place, f"SHA-256 {signature.sha256}"]
    return [str(one) for one in lines if one]
