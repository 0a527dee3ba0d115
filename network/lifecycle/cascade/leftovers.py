"""What a purged station left outside its schema: photos and papers, saved views and messages. Gone with a record that proves what went.

The archive stays, and what the law on accounts and contracts keeps longer: invoices, and the signed agreement.
"""

from django.db.models import QuerySet

from billing.settlement.invoicing.originals import KIND as INVOICE
from common.files.models import StoredFile
from common.files.store import drop_stored, store_bytes, stray_files
from common.history.record import record
from common.people import Person
from desk.actions import forget_station
from network.lifecycle.cascade.looking import ARCHIVE
from network.lifecycle.models import Closing
from network.onboarding.actions.agree import SIGNED_KIND

KEPT = (ARCHIVE, INVOICE, SIGNED_KIND)
PURGE_RECORD = "purge_record"


def media_of(closing: Closing) -> QuerySet[StoredFile]:
    """Return the files of the station that are purged with it."""
    return StoredFile.objects.filter(station_id=closing.station_id).exclude(kind__in=KEPT)


def purge_record_of(closing: Closing) -> StoredFile | None:
    """Return the record of what was purged, if something was: a line for each file, with its SHA-256."""
    rows = StoredFile.objects.filter(subject_id=closing.pk, kind=PURGE_RECORD)
    return rows.order_by("-created_at").first()


def leftovers(closing: Closing) -> int:
    """Return how many files are still to go."""
    return media_of(closing).count() + len(stray_files(closing.station_id))


def purge_media(closing: Closing, actor: Person) -> None:
    """Delete them, and tell in the closing's history how many went and the SHA-256 of the list of them. Called again it finds nothing to do."""
    strays = stray_files(closing.station_id)
    for one in strays:
        one.unlink(missing_ok=True)
    dropped = drop_stored(media_of(closing))
    views, messages = forget_station(closing.station_id, closing.station.code)
    if not (dropped.files or strays or views or messages):
        return
    listed = store_bytes(
        dropped.manifest,
        subject_id=closing.pk,
        kind=PURGE_RECORD,
        name=f"{closing.station.code}-{closing.number}-purged.jsonl",
        content_type="application/jsonl",
        station_id=None,
    )
    after = {
        "files": dropped.files,
        "bytes": dropped.size,
        "strays": len(strays),
        "views": views,
        "messages": messages,
        "purge_record": listed.name,
        "sha256": listed.sha256,
    }
    record(closing, "closing.media_purged", actor, after=after)
