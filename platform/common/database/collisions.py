"""What the database refuses because there is one like it already, told as a sentence instead of a failure of ours.

An action that knows its case says it better, at its field. This is for the rest: two people who make the next edition, draw or number in the same
instant. Nothing is lost or doubled then, the constraint sees to it; the second one is told.
"""

import logging

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_lazy as _

from common.errors import CommonError, DomainError, Invalid, WrongState

COLLISIONS = frozenset({"23505", "23P01"})  # unique_violation, exclusion_violation
NUL = "NUL (0x00)"  # how psycopg names the character that no text in the database can hold
logger = logging.getLogger(__name__)


def refusal_of(error: Exception) -> DomainError | None:
    """Return the refusal that `error` is, or stands for; None when it is a mistake of ours.

    Forms and bodies say at its field that a text holds NUL. One in an address comes as far as the database.
    """
    if isinstance(error, DomainError):
        return error
    if isinstance(error, DataError) and NUL in str(error):
        return Invalid(_("Null characters are not allowed."))
    return collision_of(error)


def collision_of(error: Exception) -> WrongState | None:
    """Return the refusal that a person can act on, or None when `error` is another one: that is a mistake of ours."""
    cause = error.__cause__ if isinstance(error, IntegrityError) else None
    if getattr(cause, "sqlstate", None) not in COLLISIONS:
        return None
    logger.warning("a collision on %s", cause.diag.constraint_name)  # type: ignore[union-attr]
    return WrongState(
        _(
            "There is one like this already: somebody saved it a moment ago, or it was entered before. Look at what stands there now, then decide."
        ),
        code=CommonError.DUPLICATE,
    )
