"""The workshop's own steps: lines, extra work, the report that it is finished, the quality check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.selectors import people_at
from catalog.selectors import failure_codes_for, operations_for, parts_for
from tenants.workshop.actions import (
    LabourInput,
    PartInput,
    finish_repair,
    inspect,
    propose_extra_work,
    write_lines,
)
from tenants.workshop.models import LabourLine, PartLine
from tenants.workshop.pages.forms import (
    ExtraForm,
    FinishForm,
    InspectionForm,
    LabourLines,
    PartRows,
    default_technician,
    price_minor,
    price_typed,
)
from tenants.workshop.pages.reception import OrderForm

MOST_OFFERED = 1500
WORKERS = (Role.TECHNICIAN, Role.WORKSHOP)


class WriteLines(OrderForm):
    """Labour and parts of an order, as rows."""

    action = "workshop.write"
    title = _("Labour and parts")
    explain = _("Type the first letters: the catalogue offers operations and parts. Empty rows are left out.")
    template_name = "workshop/lines.html"
    form_class = forms.Form
    lines = {"labour": (_("Labour"), LabourLines), "parts": (_("Parts"), PartRows)}
    narrow = False

    def make_lines(self, *, bound: bool) -> dict[str, Any]:
        """Give the rows the people who may have done the work."""
        data: dict[str, Any] = {"data": self.request.POST} if bound else {}
        people = {"technicians": people_at(self.object.station_id, *WORKERS)}
        return {
            "labour": LabourLines(prefix="labour", initial=self.line_initial("labour"), form_kwargs=people, **data),
            "parts": PartRows(prefix="parts", initial=self.line_initial("parts"), **data),
        }

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Return the rows that the order has."""
        if name == "labour":
            return [_labour_row(line) for line in self.object.labour_lines.all()]
        return [_part_row(line) for line in self.object.part_lines.all()]

    def initial(self) -> dict[str, Any]:
        """The order's own fields are not edited here; its rows tell whether it is stale."""
        return {}

    def context(self) -> dict[str, Any]:
        """Return what the boxes offer."""
        return {
            "operations": operations_for(self.actor)[:MOST_OFFERED],
            "parts_offered": parts_for(self.actor)[:MOST_OFFERED],
            "default_technician": default_technician(self.actor),
        }

    def perform(self, form: Any) -> str:
        """Write the rows."""
        labour = [_labour_input(row) for row in self.line_forms["labour"].given()]
        parts = [_part_input(row) for row in self.line_forms["parts"].given()]
        return write_lines(self.object.pk, labour=labour, parts=parts, acting_user=self.actor).get_absolute_url()


class FinishRepair(OrderForm):
    """Report the repair finished."""

    action = "workshop.repair"
    title = _("Report finished")
    template_name = "workshop/finish.html"
    form_class = FinishForm
    submit_label = _("Report finished")
    success = _("The repair is reported finished. The quality check is next.")

    def context(self) -> dict[str, Any]:
        """Return the codes that the box offers."""
        return {"failure_codes": failure_codes_for(self.actor)[:MOST_OFFERED]}

    def perform(self, form: Any) -> str:
        """Finish it."""
        return finish_repair(self.object.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class Inspect(OrderForm):
    """Do the quality check."""

    action = "workshop.inspect"
    title = _("Quality check")
    form_class = InspectionForm
    submit_label = _("Enter the result")
    success = _("The result is entered.")

    def perform(self, form: Any) -> str:
        """Enter the result."""
        return inspect(self.object.pk, **form.cleaned_data, acting_user=self.actor).get_absolute_url()


class ProposeExtra(OrderForm):
    """Report extra work."""

    action = "workshop.repair"
    title = _("Report extra work")
    form_class = ExtraForm
    submit_label = _("Report it")
    success = _("Reported. Reception asks the customer.")
    explain = _("Do nothing beyond the order before the customer has agreed.")

    def perform(self, form: Any) -> str:
        """Report it."""
        return propose_extra_work(self.object.pk, **form.cleaned_data, acting_user=self.actor).order.get_absolute_url()


def _labour_row(line: LabourLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "operation_code": line.operation_code,
        "technician_id": str(line.technician_id),
        "actual_hours": line.actual_hours,
        "is_extra": line.is_extra,
    }


def _part_row(line: PartLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "part_number": line.part_number,
        "quantity": line.quantity,
        "unit_price": price_typed(line.unit_price_minor),
        "old_serial": line.old_serial,
        "new_serial": line.new_serial,
        "is_causal": line.is_causal,
        "is_extra": line.is_extra,
    }


def _labour_input(row: dict[str, Any]) -> LabourInput:
    return LabourInput(row["operation_code"], row["technician_id"], row["actual_hours"], row["is_extra"], row["id"])


def _part_input(row: dict[str, Any]) -> PartInput:
    return PartInput(
        row["part_number"],
        row["quantity"],
        price_minor(row["unit_price"]),
        row["old_serial"],
        row["new_serial"],
        row["is_causal"],
        row["is_extra"],
        row["id"],
    )
