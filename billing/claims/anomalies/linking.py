"""The claim that an anomaly's sentence names becomes a link. No query: the address holds the number, and its page asks the gate."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join

from common.pages.parts import address

NAMED = "number"  # what the detectors call another claim's number in their params
LETTER = "[A-Za-z0-9-]"


def linked(sentence: str, params: Mapping[str, Any]) -> str:
    """Return the sentence with a link at the number of the claim that `params` names; everything else is escaped."""
    number = str(params.get(NAMED, ""))
    if not number:
        return sentence
    pieces = re.split(f"(?<!{LETTER})({re.escape(number)})(?!{LETTER})", sentence)
    return format_html_join("", "{}", ((_piece(piece, number),) for piece in pieces))


def _piece(piece: str, number: str) -> str:
    return (
        format_html('<a href="{}">{}</a>', address("claims:by_number", [number]), number) if piece == number else piece
    )
