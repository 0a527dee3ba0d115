"""All chapters in reading order."""

from billing.policy.chapters.blocks import Chapter
from billing.policy.chapters.handling import LIMITS, OLD_PARTS, PREAUTHORISATION
from billing.policy.chapters.payments import LABOUR, OUTBOUND, PARTS
from billing.policy.chapters.promises import (
    COVERAGE,
    EXCLUSIONS,
    GOODWILL,
    GUARANTEES,
    MAINTENANCE,
    PRE_DELIVERY,
    SPARE_PARTS,
)
from common.errors import NotYours

BOOK: tuple[Chapter, ...] = (
    COVERAGE,
    EXCLUSIONS,
    GUARANTEES,
    LABOUR,
    PARTS,
    OUTBOUND,
    OLD_PARTS,
    SPARE_PARTS,
    MAINTENANCE,
    PRE_DELIVERY,
    GOODWILL,
    PREAUTHORISATION,
    LIMITS,
)


def chapter_of(code: str) -> Chapter:
    """Return a chapter by its code. Raises NotYours when there is none."""
    for chapter in BOOK:
        if chapter.code == code:
            return chapter
    raise NotYours()
