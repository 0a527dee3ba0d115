"""Forms of the workshop. What the catalogue or the order forbids is told at the field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from catalog.selectors import failure_code_by_code, operation_by_code, part_by_number
from common.money import to_decimal, to_minor
from common.pages.moments import MomentField
from tenants.workshop.choices import RepairKind

MOST_KM = 5_000_000


class MomentInput(forms.DateTimeInput):
    """A date with a time, as browsers offer it."""

    input_type = "datetime-local"

    def __init__(self, **extra: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **extra)


def moment_field(label: Any, **extra: Any) -> forms.DateTimeField:
    """Return a field for a date with a time."""
    return MomentField(label=label, widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **extra)


def text_area(label: Any, **extra: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **extra)


class ReceptionForm(forms.Form):
    """Taking a vehicle in."""

    groups = (
        (_("Vehicle"), ("vin", "plate", "engine_no", "mileage_km")),
        (_("Customer"), ("customer_name", "customer_phone")),
        (_("Order"), ("kind", "promised_at", "received_at", "complaint")),
    )
    vin = forms.CharField(label=_("VIN"), max_length=40, widget=forms.TextInput(attrs={"autocapitalize": "characters"}))
    plate = forms.CharField(label=_("Plate"), max_length=16, required=False)
    engine_no = forms.CharField(label=_("Engine number"), max_length=40, required=False)
    mileage_km = forms.IntegerField(label=_("Mileage (km)"), min_value=0, max_value=MOST_KM)
    customer_name = forms.CharField(label=_("Customer"), max_length=80)
    customer_phone = forms.RegexField(
        r"^[0-9+() -]{5,30}$",
        label=_("Customer's phone"),
        error_messages={"invalid": _("Enter a phone number: digits, spaces, + and - only.")},
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=RepairKind.choices)
    promised_at = moment_field(_("Promised for"), required=False)
    received_at = moment_field(_("Received at"), required=False, help_text=_("Empty: now."))
    complaint = text_area(_("Complaint"))


class PromiseForm(forms.Form):
    """The time that the customer is promised."""

    promised_at = moment_field(_("Promised for"))


class NewPromiseForm(PromiseForm):
    """Another time, with the reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class FinishForm(forms.Form):
    """What was wrong and what was done."""

    failure_code = forms.CharField(
        label=_("Failure code"), max_length=20, required=False, widget=forms.TextInput(attrs={"list": "failure-codes"})
    )
    cause = text_area(_("Cause"))
    correction = text_area(_("Correction"))

    def clean_failure_code(self) -> str:
        """Only codes of the catalogue."""
        code: str = self.cleaned_data["failure_code"].strip()
        if code and failure_code_by_code(code) is None:
            raise forms.ValidationError(_("There is no failure code %(code)s in the catalogue."), params={"code": code})
        return code


class InspectionForm(forms.Form):
    """The quality check."""

    is_passed = forms.TypedChoiceField(
        label=_("Result of the check"),
        choices=[("yes", _("Passed: ready for delivery")), ("no", _("Failed: back to the workshop"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    is_road_tested = forms.BooleanField(label=_("Road test done"), required=False)
    remarks = forms.CharField(
        label=_("Remarks"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtraForm(forms.Form):
    """Work or time beyond the order."""

    what = forms.CharField(label=_("What was found"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    extra_minutes = forms.IntegerField(label=_("Further minutes"), min_value=0, max_value=10_000, initial=0)


class AnswerForm(forms.Form):
    """The customer's answer to extra work."""

    is_agreed = forms.TypedChoiceField(
        label=_("Customer's answer"),
        choices=[("yes", _("Agreed")), ("no", _("Declined"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("In the customer's words"), max_length=500, required=False)
    promised_at = moment_field(_("New promised time"), required=False, help_text=_("Empty: the promise stays."))


class LabourForm(forms.Form):
    """A labour line."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    operation_code = forms.CharField(
        label=_("Operation"), max_length=20, widget=forms.TextInput(attrs={"list": "operations"})
    )
    technician_id = forms.TypedChoiceField(label=_("Technician"), choices=())
    actual_hours = forms.DecimalField(
        label=_("Actual hours"), min_value=0, max_digits=5, decimal_places=2, required=False
    )
    is_extra = forms.BooleanField(label=_("Extra work"), required=False)

    def __init__(self, *args: Any, technicians: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["technician_id"]
        field.choices = [("", "—"), *((str(person.pk), person.name) for person in technicians)]  # type: ignore[attr-defined]

    def clean_operation_code(self) -> str:
        """Only operations of the catalogue."""
        code: str = self.cleaned_data["operation_code"].strip()
        if operation_by_code(code) is None:
            raise forms.ValidationError(_("There is no operation %(code)s in the catalogue."), params={"code": code})
        return code


class PartForm(forms.Form):
    """A part line."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    part_number = forms.CharField(
        label=_("Part number"), max_length=30, widget=forms.TextInput(attrs={"list": "parts"})
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=999, initial=1)
    unit_price = forms.DecimalField(
        label=_("Unit price (¥)"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": _("List price")}),
    )
    old_serial = forms.CharField(label=_("Old serial"), max_length=40, required=False)
    new_serial = forms.CharField(label=_("New serial"), max_length=40, required=False)
    is_causal = forms.BooleanField(label=_("Causal part"), required=False)
    is_extra = forms.BooleanField(label=_("Extra work"), required=False)

    def clean_part_number(self) -> str:
        """Only parts of the catalogue."""
        number: str = self.cleaned_data["part_number"].strip()
        self.part = part_by_number(number)
        if self.part is None:
            raise forms.ValidationError(_("There is no part %(number)s in the catalogue."), params={"number": number})
        return number

    def clean(self) -> dict[str, Any]:
        """A part with a serial number needs it; the causal one needs the old one, too."""
        given: dict[str, Any] = super().clean() or {}
        serialised = bool(getattr(self, "part", None) and self.part and self.part.is_serialised)
        if serialised and not given.get("new_serial"):
            self.add_error("new_serial", _("Enter the serial number of the new part."))
        if serialised and given.get("is_causal") and not given.get("old_serial"):
            self.add_error(
                "old_serial", _("Enter the serial number of the old part too: the old part is checked against it.")
            )
        return given


class Lines(BaseFormSet):  # type: ignore[type-arg]
    """Rows of an order; empty ones are left out, and rows marked as removed."""

    def given(self) -> list[dict[str, Any]]:
        """Return the rows that were filled in and stay."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        return [row for row in rows if row and not row.get("DELETE")]


class PartLines(Lines):
    """Part rows: one is the causal part at most."""

    def clean(self) -> None:
        """Refuse a second causal part."""
        if sum(bool(row.get("is_causal")) for row in self.given_so_far()) > 1:
            raise forms.ValidationError(_("Mark one part as the causal one: the part that the fault came from."))

    def given_so_far(self) -> list[dict[str, Any]]:
        """Return the rows that are valid by themselves."""
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [row for row in rows if row and not row.get("DELETE")]


LabourLines = formset_factory(LabourForm, formset=Lines, extra=1, can_delete=True, max_num=100, absolute_max=120)
PartRows = formset_factory(PartForm, formset=PartLines, extra=1, can_delete=True, max_num=100, absolute_max=120)


def price_minor(amount: Any) -> int | None:
    """Return a typed price in minor units."""
    return None if amount is None else to_minor(amount)


def price_typed(minor: int) -> Any:
    """Return minor units as somebody would type them."""
    return to_decimal(minor)


def default_technician(actor: Actor) -> str:
    """Return the person themself: most lines are written by who did the work."""
    return str(actor.id)
