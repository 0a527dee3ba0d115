"""What other rooms show beside a chargeback: the claim's extract, the check of the part. They register here; chargebacks know neither."""

from collections.abc import Callable, Sequence

from billing.chargeback.models import Chargeback
from common.pages import Section

Source = Callable[[Chargeback], Sequence[Section]]
_sources: list[Source] = []


def evidence_source(source: Source) -> Source:
    """Register a function that returns sections for a chargeback; a room's `desk.py` does it. The supplier reads them."""
    if source not in _sources:
        _sources.append(source)
    return source


def evidence_of(chargeback: Chargeback) -> list[Section]:
    """Return what is known behind the charge, in the order of registration."""
    return [section for source in _sources for section in source(chargeback)]
