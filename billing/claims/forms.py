"""Forms of claims: the draft's words and lines, the reviewers' decisions."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.claims.actions import LineDecision, LineEdit
from billing.claims.actions.draft import WORDS_MOST
from billing.claims.choices import ClaimType, LineKind, PhotoSubject, Reason
from billing.claims.models import FMI_MOST, SPN_MOST, Claim, ClaimLine, Preauthorisation
from common.money import format_minor, to_decimal, to_minor
from common.pages.moments import DayField
from common.pages.photos import PhotosField

OPERATION_LONGEST = 20
MOST = Decimal("99999999.99")


class MoneyInput(forms.DecimalField):
    """An amount with two decimals; `minor` of the cleaned value is what actions take."""

    def __init__(self, **options: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
        super().__init__(min_value=Decimal(0), max_value=MOST, decimal_places=2, widget=widget, **options)


class CutInput(MoneyInput):
    """What a line gets: an amount, or the share that is taken away from `limit`, such as `20%`."""

    def __init__(self, *, limit: Decimal, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the amount. Raises ValidationError for what is neither an amount nor a share of 0–100 %."""
        text = str(value or "").strip().replace("％", "%")
        if not text.endswith("%"):
            return super().to_python(value)
        share = forms.DecimalField(min_value=0, max_value=100).clean(text.rstrip("%").lstrip("-").strip())
        return (self.limit * (100 - share) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


class PhotosForm(forms.Form):
    """Photos of one subject."""

    subject = forms.ChoiceField(label=_("What they show"), choices=PhotoSubject.choices)
    photos = PhotosField(label=_("Photos"))


def words(label: Any) -> forms.CharField:
    """Return a box for a few sentences."""
    return forms.CharField(label=label, max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 2}))


class DraftForm(forms.Form):
    """What failed, when and at which mileage, why, how it was put right, the drive, and the pre-authorisation.

    `speaks` gives each field a place in which the rules answer while somebody types.
    """

    speaks = True
    groups = (
        (_("What was found"), ("complaint", "cause", "correction")),
        (
            _("When and where"),
            ("failed_on", "repair_started_on", "mileage_km", "failure_code", "dtc", "spn", "fmi", "preauthorisation"),
        ),
        (_("Outbound drive"), ("distance_km", "persons", "gps_trip_id", "is_night")),
    )

    complaint = words(_("Complaint"))
    cause = words(_("Cause"))
    correction = words(_("Correction"))
    failed_on = DayField(label=_("Failed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    repair_started_on = DayField(
        label=_("Repair started"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    mileage_km = forms.IntegerField(label=_("Mileage (km)"), min_value=0, max_value=5_000_000)
    failure_code = forms.CharField(label=_("Failure code"), max_length=20, required=False)
    dtc = forms.RegexField(
        r"^[PBCUpbcu][0-9A-Fa-f]{4}([0-9A-Fa-f]{2})?$",
        label=_("Trouble code (DTC)"),
        required=False,
        error_messages={"invalid": _("A trouble code looks like P0201.")},
    )
    spn = forms.IntegerField(label=_("SPN"), min_value=0, max_value=SPN_MOST, required=False)
    fmi = forms.IntegerField(label=_("FMI"), min_value=0, max_value=FMI_MOST, required=False)
    preauthorisation = forms.ChoiceField(label=_("Pre-authorisation"), required=False)
    distance_km = forms.DecimalField(
        label=_("Driven distance (km)"), min_value=0, max_value=100_000, max_digits=8, decimal_places=1, required=False
    )
    persons = forms.IntegerField(label=_("Persons sent out"), min_value=1, max_value=50, required=False)
    gps_trip_id = forms.CharField(label=_("GPS trip"), max_length=40, required=False)
    is_night = forms.BooleanField(label=_("At night"), required=False)

    def __init__(self, *args: Any, agreements: Sequence[Preauthorisation] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(row.pk), agreement_label(row)) for row in agreements]
        self.fields["preauthorisation"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean_dtc(self) -> str:
        """Return it in capital letters."""
        return str(self.cleaned_data["dtc"]).upper()

    def clean(self) -> dict[str, Any]:
        """SPN and FMI belong together."""
        given: dict[str, Any] = super().clean() or {}
        if (given.get("spn") is None) != (given.get("fmi") is None) and not self.errors.keys() & {"spn", "fmi"}:
            self.add_error("spn", _("SPN (0 to 524287) and FMI (0 to 31) belong together."))
        return given

    def as_words(self) -> dict[str, Any]:
        """Return what is valid of it as the action wants it."""
        given = dict(self.cleaned_data)
        if "preauthorisation" in given:
            key = given.pop("preauthorisation")
            given["preauthorisation_id"] = UUID(key) if key else None
        if "distance_km" in given:
            distance = given.pop("distance_km")
            given["distance_m"] = None if distance is None else int(distance * 1000)
        return given


def agreement_label(row: Preauthorisation) -> str:
    """Return number, amount and last day of a pre-authorisation."""
    return f"{row.number} · {format_minor(row.approved_minor or 0, row.currency)} · {row.valid_until}"


class LineForm(forms.Form):
    """One line of a draft. `amount` is hours for labour, pieces for anything else."""

    line_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in LineKind])
    code = forms.CharField(label=_("Operation or part number"), max_length=30, required=False)
    name = forms.CharField(label=_("Description"), max_length=160)
    amount = forms.DecimalField(label=_("Hours or quantity"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2)
    unit_price = MoneyInput(label=_("Unit price"))
    old_serial = forms.CharField(label=_("Old serial number"), max_length=40, required=False)
    new_serial = forms.CharField(label=_("New serial number"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    vendor = forms.CharField(label=_("Done by (sublet, towing)"), max_length=120, required=False)
    is_causal = forms.BooleanField(label=_("Causal part"), required=False)

    def clean(self) -> dict[str, Any]:
        """An operation's code is shorter than a part's number."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == LineKind.LABOUR and len(given.get("code", "")) > OPERATION_LONGEST:
            self.add_error("code", _("An operation's code has at most 20 characters."))
        return given

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
            batch=given["batch"],
            vendor=given["vendor"],
            fitted_on=given.get("fitted_on"),
            fitted_km=given.get("fitted_km"),
        )


class FittedLineForm(LineForm):
    """A line of a parts-warranty claim: when the spare part that failed had been fitted."""

    fitted_on = DayField(
        label=_("Part fitted on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Left empty, an earlier repair order of this station is looked for."),
    )
    fitted_km = forms.IntegerField(label=_("Part fitted at (km)"), min_value=0, max_value=5_000_000, required=False)


LineForms = forms.formset_factory(LineForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=60)
FittedLineForms = forms.formset_factory(
    FittedLineForm, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=60
)


def line_forms_for(claim: Claim) -> type[forms.BaseFormSet]:
    """Return the rows in which the lines of this claim are edited."""
    return FittedLineForms if claim.type == ClaimType.PARTS_WARRANTY else LineForms


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
        "batch": line.batch,
        "vendor": line.vendor,
        "is_causal": line.is_causal,
        "fitted_on": line.fitted_on,
        "fitted_km": line.fitted_km,
    }


def edits_of(rows: Any) -> list[LineEdit]:
    """Return the lines of a valid formset that are not struck out."""
    return [row.as_edit() for row in whole_rows(rows)]


def whole_rows(rows: Any) -> list[LineForm]:
    """Return those rows of a formset, valid as a whole or not, that are finished and not struck out."""
    return [row for row in rows.forms if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")]


class DecisionForm(forms.Form):
    """A reviewer's decision on each line: amount, reason, comment; of goodwill, why more than the person's limit."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ClaimLine],
        suggested: Sequence[LineDecision],
        goodwill_limit: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        if goodwill_limit:
            label = _("Why, if it is more than your limit of %(limit)s: the role above decides")
            self.fields["goodwill_reason"] = forms.CharField(
                label=label % {"limit": goodwill_limit},
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for line, decision in zip(lines, suggested, strict=True):
            self._add(line, decision)

    def _add(self, line: ClaimLine, decision: LineDecision) -> None:
        number = line.position
        words = {"line": number}
        amount = CutInput(
            limit=to_decimal(self._limit(line)),
            label=_("Line %(line)d: amount") % words,
            initial=to_decimal(decision.approved_minor),
        )
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


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(label=_("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """The answer to a reviewer's question; nothing is asked when the claim was not returned."""

    answer = forms.CharField(
        label=_("Answer to the question"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


BY_HAND = (ClaimType.WARRANTY, ClaimType.PARTS_WARRANTY, ClaimType.GOODWILL)


class PrepareForm(forms.Form):
    """Which finished repair order is claimed, and under which promise."""

    repair_order = forms.ChoiceField(label=_("Finished repair order"))
    type = forms.ChoiceField(
        label=_("Type"),
        choices=[("", _("By the kind of the repair order")), *((kind.value, kind.label) for kind in BY_HAND)],
        required=False,
    )

    def __init__(self, *args: Any, orders: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["repair_order"].choices = orders  # type: ignore[attr-defined]
