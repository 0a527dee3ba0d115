"""Row locks of violations. The rows come from the actor's gate."""

from uuid import UUID

from accounts.actors import Actor
from audit.violations.models import Offence, Violation
from audit.violations.selectors import violations_for
from common.errors import NotYours


def lock_violation(actor: Actor, key: UUID) -> Violation:
    """Return the violation, locked until the transaction ends. Raises NotYours."""
    found = list(violations_for(actor).filter(pk=key).locked())
    if not found:
        raise NotYours
    only: Violation = found[0]
    return only


def lock_offence(key: UUID) -> Offence:
    """Return the offence, locked until the transaction ends. Raises NotYours."""
    found = list(Offence.objects.filter(pk=key).locked())
    if not found:
        raise NotYours
    only: Offence = found[0]
    return only
