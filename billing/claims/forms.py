"""Forms of claims: the draft's words and lines, the reviewers' decisions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import LineDecision, LineEdit
from billing.claims.choices import LineKind, Reason
from billing.claims.models import ClaimLine
from common.money import to_decimal, to_minor

MOST = Decimal("99999999.99")


class MoneyInput(forms.DecimalField):
    """An amount with two decimals; `minor` of the cleaned value is what actions take."""

    def __init__(self, **options: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
        super().__init__(min_value=Decimal(0), max_value=MOST, decimal_places=2, widget=widget, **options)


class DraftForm(forms.Form):
    """What failed, why, and how it was put right."""

    failed_on = forms.DateField(label=_("Failed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    failure_code = forms.CharField(label=_("Failure code"), max_length=20, required=False)
    complaint = forms.CharField(label=_("Complaint"), widget=forms.Textarea(attrs={"rows": 2}))
    cause = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 2}))
    correction = forms.CharField(label=_("Correction"), widget=forms.Textarea(attrs={"rows": 2}))


class LineForm(forms.Form):
    """One line of a draft. `amount` is hours for labour, pieces for anything else."""

    line_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in LineKind if kind != "outbound"]
    )
    code = forms.CharField(label=_("Operation or part number"), max_length=30, required=False)
    name = forms.CharField(label=_("Description"), max_length=160)
    amount = forms.DecimalField(label=_("Hours or quantity"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2)
    unit_price = MoneyInput(label=_("Unit price"))
    old_serial = forms.CharField(label=_("Old serial number"), max_length=40, required=False)
    new_serial = forms.CharField(label=_("New serial number"), max_length=40, required=False)
    is_causal = forms.BooleanField(label=_("Causal part"), required=False)

    def as_edit(self) -> LineEdit:
        """Return the line as the action wants it."""
        given = self.cleaned_data
        kind = LineKind(given["kind"])
        return LineEdit(
            line_id=given.get("line_id"),
            kind=kind,
            unit_price_minor=to_minor(given["unit_price"]),
            name=given["name"],
            operation_code=given["code"] if kind == LineKind.LABOUR else "",
            part_number=given["code"] if kind == LineKind.PART else "",
            hours=given["amount"] if kind == LineKind.LABOUR else None,
            quantity=Decimal(1) if kind == LineKind.LABOUR else given["amount"],
            is_causal=given["is_causal"],
            old_serial=given["old_serial"],
            new_serial=given["new_serial"],
        )


LineForms = forms.formset_factory(LineForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=60)


def initial_of(line: ClaimLine) -> dict[str, Any]:
    """Return what the form of an existing line shows."""
    return {
        "line_id": line.pk,
        "kind": line.kind,
        "code": line.operation_code or line.part_number,
        "name": line.name,
        "amount": line.hours if line.kind == LineKind.LABOUR else line.quantity,
        "unit_price": to_decimal(line.unit_price_minor),
        "old_serial": line.old_serial,
        "new_serial": line.new_serial,
        "is_causal": line.is_causal,
    }


def edits_of(rows: Any) -> list[LineEdit]:
    """Return the lines of a valid formset that are not struck out."""
    return [row.as_edit() for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]


class DecisionForm(forms.Form):
    """A reviewer's decision on each line: amount, reason, comment. `limits` are the highest amounts in minor units."""

    def __init__(
        self, *args: Any, lines: Sequence[ClaimLine], suggested: Sequence[LineDecision], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line, decision in zip(lines, suggested, strict=True):
            self._add(line, decision)

    def _add(self, line: ClaimLine, decision: LineDecision) -> None:
        number = line.position
        words = {"line": number}
        amount = MoneyInput(label=_("Line %(line)d: amount") % words, initial=to_decimal(decision.approved_minor))
        amount.widget.attrs["data-limit"] = str(to_decimal(self._limit(line)))
        reason = forms.ChoiceField(
            label=_("Line %(line)d: reason") % words,
            choices=[("", "–"), *Reason.choices],
            required=False,
            initial=decision.reason_code,
        )
        comment = forms.CharField(label=_("Line %(line)d: comment") % words, max_length=300, required=False)
        comment.widget.attrs["placeholder"] = _("Comment for the station")
        fields = {f"amount-{number}": amount, f"reason-{number}": reason, f"line-{number}": comment}
        self.fields.update(fields)

    def _limit(self, line: ClaimLine) -> int:
        return line.claimed_minor if line.approved_minor is None else line.approved_minor

    def row(self, line: ClaimLine) -> dict[str, Any]:
        """Return the bound fields of a line."""
        number = line.position
        return {
            "amount": self[f"amount-{number}"],
            "reason": self[f"reason-{number}"],
            "comment": self[f"line-{number}"],
        }

    def decisions(self) -> list[LineDecision]:
        """Return the decisions as the actions want them."""
        given = self.cleaned_data
        return [self._decision(line.pk, line.position, given) for line in self.lines]

    def _decision(self, line_id: UUID, number: int, given: dict[str, Any]) -> LineDecision:
        amount = to_minor(given[f"amount-{number}"])
        return LineDecision(line_id, amount, given[f"reason-{number}"], given[f"line-{number}"])


class RejectForm(forms.Form):
    """Why a whole claim is rejected."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    comment = forms.CharField(
        label=_("Comment for the station"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """The answer to a reviewer's question; nothing is asked when the claim was not returned."""

    answer = forms.CharField(
        label=_("Answer to the question"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PrepareForm(forms.Form):
    """Which finished repair order is claimed."""

    repair_order = forms.ChoiceField(label=_("Finished repair order"))

    def __init__(self, *args: Any, orders: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["repair_order"].choices = orders  # type: ignore[attr-defined]
