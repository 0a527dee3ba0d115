"""What the papers of old parts say, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as now_

from billing.oldparts.models import DisposalBatch, OldPart, Shipment
from billing.oldparts.selectors import differences
from common.documents import qr_svg, render_pdf
from common.pages.tables import show_moment

FOLDER = "billing/oldparts/documents"
LABELS_AT_MOST = 200


def labels_pdf(parts: Sequence[OldPart], *, on_roll: bool = False) -> bytes:
    """Return a sheet of labels, ten to a page, or one label a page for a roll of 100 × 60 mm."""
    data = {"lang": _lang(), "roll": on_roll, "labels": [_label(part) for part in parts]}
    return render_pdf(f"{FOLDER}/labels.typ", data)


def packing_list_pdf(shipment: Shipment, parts: Sequence[OldPart]) -> bytes:
    """Return the packing list of a shipment, box by box; its QR code is the shipment's number, for the receiving desk."""
    data = {
        "lang": _lang(),
        "title": now_("Packing list of old parts"),
        "number": shipment.number,
        "subtitle": str(shipment.station),
        "qr": qr_svg(shipment.number),
        "facts": [*_shipment_facts(shipment), (now_("Parts"), str(len(parts)))],
        "head": [
            now_("Box"),
            now_("Label"),
            now_("Part number"),
            now_("Name"),
            now_("Quantity"),
            now_("Serial number"),
            now_("Claim"),
        ],
        "rows": [
            [
                str(part.box or 1),
                part.label_code,
                part.part_number,
                part.name,
                str(part.quantity),
                part.old_serial or "–",
                part.claim_number,
            ]
            for part in parts
        ],
        "signatures": [now_("Packed by"), now_("Received by")],
    }
    return render_pdf(f"{FOLDER}/packing.typ", data)


def differences_pdf(shipment: Shipment, parts: Sequence[OldPart]) -> bytes:
    """Return what a shipment was to bring and what it brought."""
    found = differences(parts)
    kinds = (
        (now_("Missing"), found.missing),
        (now_("Rejected"), found.rejected),
        (now_("Too few"), found.short),
        (now_("Not arrived yet"), found.outstanding),
    )
    data = {
        "lang": _lang(),
        "title": now_("Difference report of old parts"),
        "number": shipment.number,
        "subtitle": str(shipment.station),
        "facts": [
            *_shipment_facts(shipment),
            (now_("Received"), show_moment(shipment.received_at) or "–"),
            (pgettext("shipment", "Expected"), str(found.expected)),
            (pgettext("shipment", "Arrived"), str(found.arrived)),
        ],
        "empty": now_("Nothing differs from the list."),
        "head": [now_("Difference"), now_("Label"), now_("Part number"), now_("Name"), now_("Claim"), now_("Reason")],
        "rows": [
            [kind, part.label_code, part.part_number, part.name, part.claim_number, _why(part)]
            for kind, rows in kinds
            for part in rows
        ],
        "signatures": [now_("Head office"), now_("Station")],
    }
    return render_pdf(f"{FOLDER}/differences.typ", data)


def disposal_pdf(batch: DisposalBatch, parts: Sequence[OldPart]) -> bytes:
    """Return an entry of the disposal register, to be signed by who disposed of the parts and by the witness."""
    data = {
        "lang": _lang(),
        "title": now_("Disposal record of old parts"),
        "number": batch.number,
        "subtitle": str(batch.get_disposal_display()),  # type: ignore[attr-defined]
        "facts": [
            (now_("Day"), show_moment(batch.disposed_at)),
            (now_("Parts"), str(batch.pieces)),
            (now_("Certificate or manifest number"), batch.certificate or "–"),
            (now_("Recipient"), str(batch.supplier or batch.recipient or "–")),
            (now_("Witness"), batch.witness or "–"),
            (now_("Note"), batch.note or "–"),
        ],
        "empty": "",
        "head": [now_("Label"), now_("Part number"), now_("Name"), now_("Serial number"), now_("Claim"), now_("Check")],
        "rows": [
            [
                part.label_code,
                part.part_number,
                part.name,
                part.old_serial or "–",
                part.claim_number,
                part.checked_by_name or "–",
            ]
            for part in parts
        ],
        "signatures": [now_("Disposed of by"), now_("Witness")],
    }
    return render_pdf(f"{FOLDER}/differences.typ", data)


def _shipment_facts(shipment: Shipment) -> list[tuple[str, str]]:
    return [
        (now_("Shipment"), shipment.number),
        (now_("Carrier"), f"{shipment.carrier} {shipment.tracking_number}".strip()),
        (now_("Boxes"), str(shipment.boxes)),
        (now_("Sent by"), shipment.shipped_by_name),
    ]


def _why(part: OldPart) -> str:
    on_part = f"{part.seen_number} {part.seen_serial}".strip()
    came = "" if part.quantity_received in (None, part.quantity) else f"{part.quantity_received} / {part.quantity}"
    return " · ".join(text for text in (on_part, came, part.reason) if text) or "–"


def _label(part: OldPart) -> dict[str, object]:
    last = part.due_on or part.keep_until
    facts = [
        (now_("Part number"), part.part_number),
        (now_("Serial number"), part.old_serial or "–"),
        (now_("Quantity"), str(part.quantity)),
        (now_("VIN"), part.vin),
        (now_("Claim"), part.claim_number),
        (now_("Station"), part.station.code),
        (now_("Return by") if part.due_on else now_("Keep until"), last.isoformat() if last else "–"),
    ]
    return {"code": part.label_code, "name": part.name, "qr": qr_svg(part.label_code), "facts": facts}


def _lang() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"
