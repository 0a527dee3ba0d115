"""Handing a stored file to a browser, after the app's gate has let the record through."""

from collections.abc import Collection
from urllib.parse import quote

from django.http import HttpResponse

from common.files.models import StoredFile
from common.files.store import read_for_reader

SHOWN = frozenset({"image/jpeg", "application/pdf"})
PICTURES = frozenset({"image/jpeg"})


def file_answer(file: StoredFile, *, shown: Collection[str] = SHOWN) -> HttpResponse:
    """Return the bytes: pictures of ours and PDFs are shown, anything else is downloaded; the browser never guesses a type.

    Where strangers send documents in, `shown` is `PICTURES`: we re-encode pictures, a PDF comes back as it was sent. Raises WrongState when
    the store has lost the file.
    """
    return bytes_answer(read_for_reader(file), file.name, file.content_type, shown=shown)


def bytes_answer(content: bytes, name: str, content_type: str, *, shown: Collection[str] = SHOWN) -> HttpResponse:
    """Return bytes under a name, for this reader alone (no shared cache keeps them)."""
    kind = "inline" if content_type in shown else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=300",
        },
    )
