"""From what people type to what it names: numbers of cases, rescues and warnings, VINs."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.insight.selectors import warnings_for
from catalog.selectors import vehicle_by_vin
from common.errors import Invalid
from network.dispatch.selectors import rescues_for
from network.hotline.selectors import cases_for
from network.incidents.choices import IncidentError, LinkKind
from network.incidents.models import Incident, IncidentLink
from network.incidents.selectors import reports_for

SEPARATORS = re.compile(r"[\s,;，；、]+")
MOST = 500


def _warning(actor: Actor, text: str) -> Any:
    return next((one for one in warnings_for(actor)[:200] if text in (str(one), one.public_id)), None)


FINDERS: dict[str, Callable[[Actor, str], Any]] = {
    LinkKind.CASE: lambda actor, text: cases_for(actor).filter(number__iexact=text).first(),
    LinkKind.RESCUE: lambda actor, text: rescues_for(actor).filter(number__iexact=text).first(),
    LinkKind.VEHICLE: lambda actor, text: vehicle_by_vin(text.upper()),
    LinkKind.REPORT: lambda actor, text: reports_for(actor).filter(number__iexact=text).first(),
    LinkKind.WARNING: _warning,
}


def words_of(text: str) -> list[str]:
    """Return what was typed, one by one: separated by spaces, commas or lines."""
    return [one for one in SEPARATORS.split(text.strip()) if one]


def links_to(incident: Incident, kind: str, numbers: list[str], actor: Actor) -> Iterator[IncidentLink]:
    """Yield a link for each number. Raises Invalid that names all numbers that are nobody's; a VIN need not be in the catalogue."""
    found = {one: FINDERS[kind](actor, one) for one in dict.fromkeys(numbers[:MOST])}
    missing = [one for one, row in found.items() if row is None and not (kind == LinkKind.VEHICLE and len(one) == 17)]
    if missing or not found:
        raise Invalid(
            _("Not found: %(numbers)s.") % {"numbers": ", ".join(missing) or "–"},
            code=IncidentError.UNKNOWN,
            field="numbers",
        )
    for one, row in found.items():
        yield IncidentLink(incident=incident, kind=kind, subject_id=row.pk if row else None, label=one.upper()[:40])
