"""Names that people read for the codes that figures hold."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from billing.insight.models import BatchWarning
from billing.insight.reliability import Problem
from catalog.models import Component, Part, Supplier, VehicleModel
from common.text import Text

PROBLEMS: Mapping[str, Text] = {
    Problem.NO_FAILURES: _("Nothing has failed: only a lower bound of the life is known."),
    Problem.ONE_FAILURE: _("One failure only: a constant failure rate is assumed."),
    Problem.SAME_TIME: _("All failures at the same age: a constant failure rate is assumed."),
    Problem.NO_SHAPE: _("The ages do not tell the shape: a constant failure rate is assumed."),
}


def component_names() -> dict[str, str]:
    """Return the components' names by code."""
    return {one.code: one.name for one in Component.objects.all()}


def model_names() -> dict[str, str]:
    """Return the models' names by code."""
    return {one.code: one.name for one in VehicleModel.objects.all()}


def supplier_names() -> dict[str, str]:
    """Return the suppliers' names by code."""
    return {one.code: one.name for one in Supplier.objects.all()}


def part_names(numbers: list[str]) -> dict[str, str]:
    """Return the parts' names by number."""
    return {one.number: one.name for one in Part.objects.filter(number__in=numbers)}


def subject_name(warning: BatchWarning) -> str:
    """Return the name of the part or component that a warning is about."""
    if warning.subject_code == warning.component_code:
        return component_names().get(warning.component_code, warning.component_code)
    name = part_names([warning.subject_code]).get(warning.subject_code)
    return f"{name} {warning.subject_code}" if name else warning.subject_code


KINDS: Mapping[str, Text] = {
    "coverage.none": _("Component not covered"),
    "coverage.months": _("Warranty months over"),
    "coverage.mileage": _("Warranty mileage over"),
    "coverage.excluded": _("Excluded component"),
    "coverage.sale_unknown": _("Day of sale unknown"),
    "dates.late_entry": _("Handed in late"),
    "dates.failed_after_repair": _("Failure after the repair"),
    "repeat.same_work": _("Same work again"),
    "mileage.going_back": _("Odometer going back"),
    "labour.hours": _("Hours above the norm"),
    "labour.rate": _("Price of an hour too high"),
    "labour.unknown_operation": _("Operation not in the catalogue"),
    "parts.price": _("Part above list price"),
    "parts.unknown": _("Part not in the catalogue"),
    "parts.no_old_serial": _("Old serial number missing"),
    "parts.no_causal": _("No causal part marked"),
    "outbound.fee": _("Outbound fee above the rate"),
    "outbound.over_distance": _("Drive longer than expected"),
}


def anomaly_name(kind: str) -> str:
    """Return how a kind of anomaly is called; one that is not known here, by its code in words."""
    return str(KINDS.get(kind) or kind.replace(".", ": ").replace("_", " "))
