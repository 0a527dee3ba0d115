"""Plates are personal data: a station sees them masked, unless it typed the plate itself."""

from typing import Any

KEPT_AT_START, KEPT_AT_END = 2, 2


def shown_plate(actor: Any, plate: str) -> str:
    """Return the plate for head office, and `陕A***45` for a station."""
    if not getattr(actor, "is_station", False):
        return plate
    return mask_plate(plate)


def mask_plate(plate: str) -> str:
    """Return the plate with its middle hidden; a short one is hidden whole."""
    hidden = len(plate) - KEPT_AT_START - KEPT_AT_END
    if hidden <= 0:
        return "*" * len(plate)
    return f"{plate[:KEPT_AT_START]}{'*' * hidden}{plate[-KEPT_AT_END:]}"
