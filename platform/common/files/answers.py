"""Handing a stored file to a browser, after the app's gate has let the record through."""

from urllib.parse import quote

from django.http import HttpResponse

from common.files.models import StoredFile
from common.files.store import read_stored

SHOWN = frozenset({"image/jpeg", "application/pdf"})


def file_answer(file: StoredFile) -> HttpResponse:
    """Return the bytes: pictures of ours and PDFs are shown, anything else is downloaded; the browser never guesses a type."""
    return bytes_answer(read_stored(file), file.name, file.content_type)


def bytes_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return bytes under a name, for this reader alone (no shared cache keeps them)."""
    kind = "inline" if content_type in SHOWN else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=300",
        },
    )
