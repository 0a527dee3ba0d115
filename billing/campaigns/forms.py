"""Forms of campaigns."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.campaigns.actions import Work
from billing.campaigns.choices import CampaignKind, WorkKind
from billing.campaigns.models import Campaign
from catalog.models import LabourOperation, Part
from common.pages.moments import DayField


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    return DayField(label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class CampaignForm(forms.Form):
    """The head of a campaign."""

    number = forms.CharField(label=_("Number"), max_length=24)
    kind = forms.ChoiceField(label=_("Kind"), choices=CampaignKind.choices)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=160)
    title_en = forms.CharField(label=_("English title"), max_length=160)
    begins_on = day(_("From"))
    ends_on = day(_("Until"), required=False)
    instructions = forms.CharField(
        label=_("What is to be done"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class WorkForm(forms.Form):
    """A line of the fixed work."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WorkKind.choices)
    code = forms.CharField(label=_("Operation or part number"), max_length=30)
    amount = forms.DecimalField(
        label=_("Hours or quantity"), min_value=Decimal("0.01"), max_digits=7, decimal_places=2, initial=1
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a code that the catalogue does not know, beside its field."""
        given: dict[str, Any] = super().clean() or {}
        code, kind = given.get("code"), given.get("kind")
        if code and kind and not _is_known(kind, code):
            self.add_error(
                "code", forms.ValidationError(_("“%(code)s” is not in the catalogue."), params={"code": code})
            )
        return given


def _is_known(kind: str, code: str) -> bool:
    if kind == WorkKind.LABOUR:
        return LabourOperation.objects.filter(code=code).exists()
    return Part.objects.filter(number=code).exists()


WorkForms = forms.formset_factory(WorkForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=60)


class VinsForm(forms.Form):
    """VINs to be called in, typed or from a file."""

    file = forms.FileField(
        label=_("File with VINs (XLSX, CSV, TXT)"),
        required=False,
        help_text=_("Looked through first; nothing is saved yet."),
    )
    vins = forms.CharField(
        label=_("VINs, one a line"),
        required=False,
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    leave_out_bad = forms.BooleanField(label=_("Leave out the lines that can't be used"), required=False)


def work_of(rows: Any) -> list[Work]:
    """Return the rows that are not struck out."""
    given = [form.cleaned_data for form in rows.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [Work(WorkKind(row["kind"]), row["code"], row["amount"]) for row in given]


def rows_of(campaign: Campaign) -> list[dict[str, Any]]:
    """Return what the rows show of a campaign."""
    return [{"kind": line.kind, "code": line.code, "amount": line.amount} for line in campaign.work.all()]
