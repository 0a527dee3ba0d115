"""VINs from a file: the first column of a sheet, or the lines of a text."""

import csv
import io
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from billing.campaigns.choices import CampaignError
from common.errors import Invalid

ENCODINGS = ("utf-8-sig", "gb18030")
BYTES_AT_MOST = 10_000_000


def text_of(name: str, content: bytes) -> str:
    """Return the first column of an XLSX, CSV or text file as lines. Raises Invalid for anything else."""
    if len(content) > BYTES_AT_MOST:
        raise _unusable()
    return _of_book(content) if name.lower().endswith(".xlsx") else _of_text(content)


def _of_book(content: bytes) -> str:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise _unusable() from error
    return "\n".join(str(row[0]) for row in sheet.iter_rows(values_only=True, max_col=1) if row and row[0])


def _of_text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return "\n".join(row[0] for row in csv.reader(io.StringIO(text)) if row)
    raise _unusable()


def _unusable() -> Invalid:
    return Invalid(
        _("Choose an XLSX, CSV or text file with the VINs in its first column."), code=CampaignError.FILE, field="file"
    )
