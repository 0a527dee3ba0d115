"""Forms of chargebacks and contracts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.agreeing import Terms
from billing.chargeback.selectors import suppliers_for
from catalog.models import Component, Part
from catalog.selectors import components_for, part_by_number
from common.money import to_minor


class ResolveForm(forms.Form):
    """What of a disputed charge stays, and why."""

    amount = forms.DecimalField(label=_("Amount that stays"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    reason = forms.CharField(
        label=_("Result of the re-inspection"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def amount_minor(self) -> int:
        """The amount in minor units."""
        return to_minor(self.cleaned_data["amount"])


class PaymentForm(forms.Form):
    """How the bank calls the payment."""

    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


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
    valid_from = _day(_("Valid from"), required=True)
    valid_to = _day(_("Valid to"))
    built_from = _day(_("Built from"))
    built_to = _day(_("Built to"))
    groups = (
        (_("For what"), ("part_number", "component")),
        (_("How much"), ("share_percent", "cap")),
        (_("When"), ("valid_from", "valid_to", "built_from", "built_to")),
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
        names = ("number", "supplier", "share_percent", "valid_from", "valid_to", "built_from", "built_to")
        cap = given["cap"]
        return Terms(subject=subject, cap_minor=to_minor(cap) if cap else None, **{name: given[name] for name in names})
