"""Forms of chargebacks and contracts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.agreeing import Terms
from billing.chargeback.models import ANSWER_WORKING_DAYS, Chargeback
from billing.chargeback.selectors import suppliers_for
from catalog.models import Component, Part
from catalog.selectors import components_for, part_by_number
from common.money import format_minor, to_minor
from common.pages.moments import DayField


class DisputeForm(forms.Form):
    """What is disputed, and whether the supplier wants to look at the part itself."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    wants_part = forms.BooleanField(
        label=_("Send us the old part first"), required=False, help_text=_("It has to come back for the re-inspection.")
    )


class PaymentForm(forms.Form):
    """How the bank calls the payment."""

    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)


class PaymentsForm(PaymentForm):
    """One receipt for several chargebacks of a supplier; what it has in credit is netted."""

    chargebacks = forms.MultipleChoiceField(label=_("Chargebacks"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rows: Sequence[Chargeback], **extra: Any) -> None:
        super().__init__(*args, **extra)
        choices = [(str(row.pk), f"{row.number} · {format_minor(row.open_minor, row.currency)}") for row in rows]
        self.fields["chargebacks"].choices = choices  # type: ignore[attr-defined]
        self.fields["chargebacks"].initial = [key for key, _words in choices]


class TakeBackForm(forms.Form):
    """Why a receipt is taken back, and which other chargebacks it settled."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    others = forms.MultipleChoiceField(
        label=_("Also take it back from"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, rows: Sequence[Chargeback], **extra: Any) -> None:
        super().__init__(*args, **extra)
        if not rows:
            del self.fields["others"]
            return
        choices = [(str(row.pk), f"{row.number} · {format_minor(row.paid_minor, row.currency)}") for row in rows]
        self.fields["others"].choices = choices  # type: ignore[attr-defined]


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return DayField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class ContractForm(forms.Form):
    """A contract: for one part, by its number, or for a whole component."""

    number = forms.CharField(label=_("Contract number"), max_length=40)
    supplier: Any = forms.ModelChoiceField(label=_("Supplier"), queryset=None)
    part_number = forms.CharField(label=_("Part number"), max_length=30, required=False, help_text=_("Either a part …"))
    component: Any = forms.ModelChoiceField(
        label=_("Component"), queryset=None, required=False, help_text=_("… or a whole component.")
    )
    share_percent = forms.DecimalField(
        label=_("Share (%)"), min_value=Decimal("0.01"), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    cap = forms.DecimalField(
        label=_("Cap per unit"),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Empty: no cap."),
    )
    yearly_cap = forms.DecimalField(
        label=_("Cap per year"),
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=_("For the repairs of one calendar year. Empty: no cap."),
    )
    answer_days = forms.IntegerField(
        label=_("Working days to answer"),
        min_value=1,
        max_value=120,
        required=False,
        initial=ANSWER_WORKING_DAYS,
        help_text=_("After them silence counts as acceptance."),
    )
    batch_from = forms.CharField(label=_("Batch from"), max_length=40, required=False)
    batch_to = forms.CharField(
        label=_("Batch to"), max_length=40, required=False, help_text=_("As on the part: batch or serial number.")
    )
    valid_from = _day(_("Valid from"), required=True)
    valid_to = _day(_("Valid to"))
    built_from = _day(_("Built from"))
    built_to = _day(_("Built to"))
    groups = (
        (_("For what"), ("part_number", "component")),
        (_("How much"), ("share_percent", "cap", "yearly_cap", "answer_days")),
        (_("When"), ("valid_from", "valid_to", "built_from", "built_to", "batch_from", "batch_to")),
    )

    def __init__(self, *args: Any, actor: Actor, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["supplier"].queryset = suppliers_for(actor)  # type: ignore[attr-defined]
        self.fields["component"].queryset = components_for(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the part; exactly one of part and component is given."""
        given = super().clean() or {}
        number = given.get("part_number", "")
        given["part"] = part_by_number(number) if number else None
        if number and given["part"] is None:
            self.add_error("part_number", _("There is no part with this number."))
        elif bool(number) is bool(given.get("component")):
            self.add_error("part_number", _("Give a part number or a component, one of the two."))
        return given

    def terms(self) -> Terms:
        """Return what was typed."""
        given = self.cleaned_data
        subject: Part | Component = given["part"] or given["component"]
        dates = ("valid_from", "valid_to", "built_from", "built_to")
        names = (*dates, "number", "supplier", "share_percent", "batch_from", "batch_to")
        caps: dict[str, Any] = {
            f"{name}_minor": to_minor(given[name]) if given[name] else None for name in ("cap", "yearly_cap")
        }
        days = given["answer_days"] or ANSWER_WORKING_DAYS
        return Terms(subject=subject, answer_days=days, **caps, **{name: given[name] for name in names})
