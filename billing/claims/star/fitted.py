"""When a spare part that failed had been fitted, as the file tells it. Without it the station's own earlier repair order is asked."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind
from common.imports.importers import Problem, Row

FITTED_ON, FITTED_KM = "partInstalledDate", "partInstalledDistanceMeasure"


def fitting_problems(row: Row, head: Row) -> Iterator[Problem]:
    """Yield what is wrong with day and mileage of the fitting; `head` is the first row of the document."""
    given = [name for name in (FITTED_ON, FITTED_KM) if row[name] is not None]
    for name in given:
        if row["lineType"] not in (None, LineKind.PART):
            yield Problem(row.number, name, _("Only a part has been fitted before."))
        elif head["claimType"] != ClaimType.PARTS_WARRANTY:
            yield Problem(row.number, name, _("Only a parts-warranty claim says when the part had been fitted."))
    if given == [FITTED_KM]:
        yield Problem(row.number, FITTED_ON, _("Say the day, too: the warranty of the part runs from it."))
    yield from _too_late(row, head)


def _too_late(row: Row, head: Row) -> Iterator[Problem]:
    failed = head["failureDate"] or head["repairOrderCompletedDate"]
    if row[FITTED_ON] and failed and row[FITTED_ON] > failed:
        yield Problem(row.number, FITTED_ON, _("This day is after the part failed."))
    driven = head["outDistanceMeasure"]
    if row[FITTED_KM] is not None and driven is not None and row[FITTED_KM] > driven:
        yield Problem(row.number, FITTED_KM, _("This is more than the vehicle had driven when it failed."))
