"""What stands in the PDF documents of the library: reading it, and finding a word in it with the place where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest, JSONObject, Left, Length, Replace, StrIndex, Substr, Upper

from common.files.models import StoredFile
from common.files.store import read_stored
from common.pages.searching import matching
from common.scope import for_office
from network.support.files import LITERATURE, files_of
from network.support.literature_models import Literature, LiteratureFileText
from network.support.pdf_text import read_pdf

PDF = "application/pdf"
PAGE = "\f"
BEFORE, AROUND = 30, 120  # characters of a snippet


def unread_files(edition_id: UUID) -> list[StoredFile]:
    """Return the PDF documents of an edition that nobody has read yet."""
    known = set(LiteratureFileText.objects.filter(edition_id=edition_id).values_list("file_id", flat=True))
    return [one for one in files_of(edition_id, LITERATURE) if one.content_type == PDF and one.pk not in known]


def read_file(edition_id: UUID, file: StoredFile) -> LiteratureFileText:
    """Read a document and keep its text, or why there is none. Doing it again changes nothing."""
    with for_office():
        found = read_pdf(read_stored(file))
    values = {
        "edition_id": edition_id,
        "name": file.name,
        "status": found.status,
        "pages": found.total,
        "text": PAGE.join(found.pages),
    }
    row, _made = LiteratureFileText.objects.get_or_create(file_id=file.pk, defaults=values)
    return row


def forget_file(file_id: UUID) -> None:
    """Drop the text of a document that was taken out of a draft."""
    LiteratureFileText.objects.filter(file_id=file_id).delete()


def texts_of(edition: Literature) -> Sequence[LiteratureFileText]:
    """Return how reading the documents of an edition went, without their text."""
    return list(LiteratureFileText.objects.filter(edition=edition).defer("text"))


def holds(word: str) -> Exists:
    """Return the condition that a word stands in a document of the edition."""
    return Exists(_holding(word))


def found_in(word: str) -> Subquery:
    """Return the first place where a word stands: the file's name, the page, and the words around it; null where it is not in a document."""
    at = StrIndex(Upper("text"), Upper(Value(word)))
    before = Left("text", at)
    page = Length(before) - Length(Replace(before, Value(PAGE), Value(""))) + 1
    rows = _holding(word).annotate(at=at).filter(at__gt=0).order_by("created_at")
    told = JSONObject(file="name", page=page, words=Substr("text", Greatest(F("at") - BEFORE, 1), AROUND))
    return Subquery(rows.annotate(told=told).values("told")[:1])


def _holding(word: str) -> Any:
    return LiteratureFileText.objects.filter(
        Q(edition=OuterRef("pk")) & matching(LiteratureFileText, ("text__icontains",), word).condition
    )
