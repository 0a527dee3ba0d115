"""A statement on paper (PDF) and as a workbook (XLSX), from the same figures as the page."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as now_
from openpyxl import Workbook
from openpyxl.styles import Font

from billing.ledger.models import Entry
from billing.settlement.figures import Figures, entries_on, figures_of
from billing.settlement.models import Statement
from common.documents import qr_svg, render_pdf, verification_token
from common.money import format_minor, to_decimal
from common.pages.addresses import public_address
from common.pages.exports import harmless

TEMPLATE = "billing/settlement/documents/statement.typ"
KIND = "statement"


def statement_pdf(statement: Statement) -> bytes:
    """Return the statement as a PDF in the reader's language."""
    address = public_address("settlement:verify", verification_token(KIND, statement.pk))
    return render_pdf(
        TEMPLATE,
        {
            "lang": "zh" if (get_language() or "").startswith("zh") else "en",
            "title": now_("Statement"),
            "number": statement.number,
            "subtitle": f"{statement.number} · {statement.station} · {statement.month}",
            "qr": qr_svg(address),
            "caption": now_("Whether this statement is genuine can be checked here."),
            "foot": str(statement.station),
            "facts": facts(statement),
            "heading": now_("Entries"),
            "columns": [now_("Date"), now_("Description"), now_("Kind"), pgettext("money", "Amount")],
            "rows": [[*row[:3], format_minor(row[3], statement.currency)] for row in rows(statement)],
            "signatures": [now_("Station, seal"), now_("Head office, seal")],
        },
    )


def facts(statement: Statement) -> list[list[str]]:
    """Return the labelled figures as text."""
    return [[label, format_minor(minor, statement.currency)] for label, minor in labelled(figures_of(statement))]


def labelled(figures: Figures) -> list[tuple[str, int]]:
    """Return the labelled figures, from the opening to the closing balance."""
    kinds = [(str(figure.kind.label), figure.minor) for figure in figures.kinds]
    return [(now_("Opening balance"), figures.opening_minor), *kinds, (now_("Closing balance"), figures.closing_minor)]


def rows(statement: Statement) -> list[tuple[str, str, str, int]]:
    """Return date, description, kind and amount of each entry, oldest first."""
    entries: Iterable[Entry] = entries_on(statement).order_by("occurred_on", "pk")
    return [
        (
            entry.occurred_on.isoformat(),
            entry.transaction.description,
            str(entry.transaction.get_kind_display()),
            entry.credit_minor,
        )
        for entry in entries
    ]


def statement_workbook(statement: Statement) -> bytes:
    """Return the statement as a workbook: figures above, entries below, amounts as numbers."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = statement.month
    sheet.append([now_("Statement"), statement.number, harmless(str(statement.station)), statement.month])
    for label, minor in labelled(figures_of(statement)):
        sheet.append([label, to_decimal(minor, statement.currency)])
    sheet.append([])
    sheet.append([now_("Date"), now_("Description"), now_("Kind"), pgettext("money", "Amount"), now_("Currency")])
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    for day, description, kind, minor in rows(statement):
        sheet.append([day, harmless(description), kind, to_decimal(minor, statement.currency), statement.currency])
    for column, width in zip("ABCDE", (14, 44, 16, 16, 8), strict=True):
        sheet.column_dimensions[column].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
