"""Names that people read for the codes that figures hold."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies import DETECTORS
from billing.insight.models import BatchWarning
from billing.insight.reliability import Problem
from catalog.models import Component, FailureCode, Part, Supplier, VehicleModel
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


def anomaly_name(kind: str) -> str:
    """Return how a kind of anomaly is called; one whose detector is gone, by its code in words."""
    known = DETECTORS.get(kind)
    return str(known.title) if known else kind.replace("_", " ")


def failure_names(codes: Sequence[str]) -> dict[str, str]:
    """Return the failures' names by code."""
    return {one.code: one.name for one in FailureCode.objects.filter(code__in=codes)}
