"""The invoice's own file: PDF, OFD (a ZIP archive) or XML, told by its first bytes, kept as it came and only ever downloaded."""

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.invoicing.einvoice import EInvoice, is_einvoice, read_einvoice
from billing.settlement.models import Invoice
from common.errors import Invalid
from common.files.models import StoredFile
from common.files.pictures import MAX_BYTES, FileError
from common.files.store import read_stored, store_bytes

KIND = "invoice"
STARTS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"PK\x03\x04": ("ofd", "application/ofd"),
    b"<?xml": ("xml", "application/xml"),
    b"\xef\xbb\xbf<?xml": ("xml", "application/xml"),
}


def store_original(upload: File, invoice: Invoice, actor: Actor) -> StoredFile:
    """Keep the file of an invoice. Raises Invalid when it is too large or of another kind."""
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Invalid(_("The file is larger than 15 MB."), code=FileError.TOO_LARGE, field="original")
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise Invalid(_("Give the invoice as PDF, OFD or XML."), field="original")
    ending, content_type = kind
    if ending == "xml":
        is_einvoice(content)  # refuses what can't be read, before it is kept
    return store_bytes(
        content,
        subject_id=invoice.pk,
        kind=KIND,
        name=f"{invoice.number}.{ending}",
        content_type=content_type,
        station_id=invoice.station_id,
        uploaded_by=actor.id,
    )


def original_of(invoice: Invoice) -> StoredFile | None:
    """Return the invoice's file, if one was given."""
    return StoredFile.objects.filter(subject_id=invoice.pk, kind=KIND).first()


def einvoice_of(invoice: Invoice) -> EInvoice | None:
    """Return what the invoice's own XML says; None when there is no file, or one of another kind."""
    file = original_of(invoice)
    if file is None or file.content_type != "application/xml":
        return None
    try:
        return read_einvoice(read_stored(file))
    except (Invalid, FileNotFoundError):
        return None
