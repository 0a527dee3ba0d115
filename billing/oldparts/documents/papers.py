"""What the papers of old parts say, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as now_

from billing.oldparts.models import OldPart, Shipment
from common.documents import qr_svg, render_pdf

FOLDER = "billing/oldparts/documents"
LABELS_AT_MOST = 200


def labels_pdf(parts: Sequence[OldPart]) -> bytes:
    """Return a sheet of labels, ten to a page."""
    return render_pdf(f"{FOLDER}/labels.typ", {"lang": _lang(), "labels": [_label(part) for part in parts]})


def packing_list_pdf(shipment: Shipment, parts: Sequence[OldPart]) -> bytes:
    """Return the packing list of a shipment."""
    data = {
        "lang": _lang(),
        "title": now_("Packing list of old parts"),
        "number": shipment.number,
        "subtitle": str(shipment.station),
        "facts": [
            (now_("Shipment"), shipment.number),
            (now_("Carrier"), f"{shipment.carrier} {shipment.tracking_number}".strip()),
            (now_("Sent by"), shipment.shipped_by_name),
            (now_("Parts"), str(len(parts))),
        ],
        "head": [now_("Label"), now_("Part number"), now_("Name"), now_("Serial number"), now_("Claim")],
        "rows": [
            [part.label_code, part.part_number, part.name, part.old_serial or "–", part.claim_number] for part in parts
        ],
        "signatures": [now_("Packed by"), now_("Received by")],
    }
    return render_pdf(f"{FOLDER}/packing.typ", data)


def _label(part: OldPart) -> dict[str, object]:
    facts = [
        (now_("Part number"), part.part_number),
        (now_("Serial number"), part.old_serial or "–"),
        (now_("VIN"), part.vin),
        (now_("Claim"), part.claim_number),
        (now_("Station"), part.station.code),
        (now_("Return by"), part.due_on.isoformat()),
    ]
    return {"code": part.label_code, "name": part.name, "qr": qr_svg(part.label_code), "facts": facts}


def _lang() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"
