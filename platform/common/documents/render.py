"""Typst to PDF: one template file, one dictionary of plain data, always the same fonts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

FONT_FOLDER = Path(settings.NODE) / "@embedpdf/fonts-sc/fonts"


class DocumentError(RuntimeError):
    """A template could not be rendered: a programming error, or the fonts are not installed (`make setup`)."""


def render_pdf(template: str | Path, data: dict[str, Any]) -> bytes:
    """Render a typst template to PDF (about 40 ms; the fonts are embedded as subsets, system fonts are ignored).

    `template` is a path inside the repository, absolute or from its root (`audit/certification/documents/x.typ`).
    `data` holds what JSON can hold, and dates, UUIDs and lazy texts, which become text. In the template:

        #import "/platform/common/documents/paper.typ": *
        #show: paper.with(title: data.title, number: data.number, lang: data.lang, qr: data.qr, caption: data.caption)
        #facts(data.facts)

    A QR code travels in `data` as the text of `qr_svg(...)`, and `paper` draws it. Texts are translated by the caller,
    so that one template serves every language. Raises DocumentError with typst's own words.
    """
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    try:
        pdf = typst.compile(
            str(_located(template)),
            root=str(settings.ROOT),
            font_paths=fonts(),
            sys_inputs={"data": text},
        )
    except RuntimeError as error:  # typst's own errors are a kind of it; a missing file is a plain one
        raise DocumentError(f"{template}: {error}") from error
    if not isinstance(pdf, bytes):
        raise DocumentError(f"{template}: no document came out")
    return pdf


@cache
def fonts() -> typst.Fonts:
    """Return our fonts, read once a process. Raises DocumentError when the set-up has not fetched them."""
    if not any(FONT_FOLDER.glob("*.otf")):
        raise DocumentError("the fonts of @embedpdf/fonts-sc are missing; run the set-up again")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])


def _located(template: str | Path) -> Path:
    path = Path(template)
    return path if path.is_absolute() else Path(settings.ROOT) / path
