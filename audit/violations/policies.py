"""Rules of violations that need no database: what a penalty may be, and what an appeal may do to it."""

from django.utils.translation import gettext_lazy as _

from audit.violations.choices import ViolationError
from audit.violations.models import Offence, Violation
from common.errors import Invalid
from common.money import Money
from common.words import few_words


def require_text(text: str, field: str) -> str:
    """Return the text without its margins. Raises Invalid when it says nothing."""
    return few_words(text, field, ViolationError.TEXT)


def require_within(offence: Offence, fine_minor: int, points: int) -> None:
    """Raise Invalid when a penalty lies outside the offence's range; no clause allows it."""
    if not offence.fine_from_minor <= fine_minor <= offence.fine_to_minor:
        message = _("Clause %(clause)s allows a fine from %(low)s to %(high)s.") % {
            "clause": offence.clause,
            "low": Money(offence.fine_from_minor),
            "high": Money(offence.fine_to_minor),
        }
        raise Invalid(message, code=ViolationError.FINE, field="fine")
    if not offence.points_from <= points <= offence.points_to:
        message = _("Clause %(clause)s allows %(low)d to %(high)d points.") % {
            "clause": offence.clause,
            "low": offence.points_from,
            "high": offence.points_to,
        }
        raise Invalid(message, code=ViolationError.POINTS, field="points")


def require_not_higher(violation: Violation, fine_minor: int, points: int) -> None:
    """Raise Invalid when an appeal would end with more than was decided: nobody is worse off for having appealed."""
    if fine_minor < 0 or fine_minor > violation.fine_minor or points > violation.points:
        message = _("An appeal can keep the penalty, lower it or lift it: at most %(fine)s and %(points)d points.") % {
            "fine": Money(violation.fine_minor, violation.currency),
            "points": violation.points,
        }
        raise Invalid(message, code=ViolationError.HIGHER, field="fine")


def require_ranges(fine_from: int, fine_to: int, points_from: int, points_to: int) -> None:
    """Raise Invalid for a range whose end lies before its beginning."""
    if fine_from < 0 or fine_to < fine_from:
        raise Invalid(_("The highest fine is not below the lowest one."), code=ViolationError.RANGE, field="fine_to")
    if points_from < 0 or points_to < points_from:
        raise Invalid(_("The most points are not below the fewest."), code=ViolationError.RANGE, field="points_to")
