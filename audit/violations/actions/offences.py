"""The catalogue of offences."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.violations.choices import Severity, ViolationError
from audit.violations.locks import lock_offence
from audit.violations.models import Offence
from audit.violations.policies import require_ranges
from common.errors import Invalid
from common.history.record import record


@dataclass(frozen=True, slots=True)
class OffenceFacts:
    """A clause: what it forbids and the range of its penalty. Amounts in minor units, times in working days."""

    code: str
    clause: str
    name_zh: str
    name_en: str
    severity: str = Severity.MINOR
    fine_from_minor: int = 0
    fine_to_minor: int = 0
    points_from: int = 0
    points_to: int = 0
    investigate_days: int = 15
    appeal_days: int = 10
    is_active: bool = True


@transaction.atomic
def save_offence(facts: OffenceFacts, *, offence_id: UUID | None = None, acting_user: Actor) -> Offence:
    """Write a clause of the catalogue, or change it: decisions from now on are held to it. Raises Invalid for a range that is none."""
    acting_user.require("violations.rules")
    require_ranges(facts.fine_from_minor, facts.fine_to_minor, facts.points_from, facts.points_to)
    values = asdict(facts)
    if offence_id is None:
        offence = Offence(**values)
        _write(lambda: offence.save(force_insert=True))
        record(offence, "offence.added", acting_user, after=values)
        return offence
    offence = lock_offence(offence_id)
    before = {name: getattr(offence, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if changed:
        _write(lambda: offence.change(**changed))
        record(offence, "offence.changed", acting_user, before={name: before[name] for name in changed}, after=changed)
    return offence


def _write(act: Callable[[], object]) -> None:
    """Write, and say it in a sentence when another clause has the code, even if it came at the same moment."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        raise Invalid(_("Another clause has this code."), code=ViolationError.TAKEN, field="code") from error
