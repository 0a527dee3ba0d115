"""Forms of inspections: planning, scoring, findings, corrections, checklists."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.inspections.choices import Severity
from audit.inspections.models import ItemScore, TemplateItem
from common.pages.moments import DayField
from common.pages.photos import PhotosField
from tenants.registry.models import Station

NOT_SCORED, DOES_NOT_APPLY = "", "na"
MOST_PHOTOS = 8


def day_input() -> forms.DateInput:
    """Return a date box."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def long_text(label: Any, *, required: bool = True, rows: int = 4) -> forms.CharField:
    """Return a box for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows, "wide": True})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget)


class PlanForm(forms.Form):
    """Which station is audited, and when."""

    station = forms.ModelChoiceField(label=_("station"), queryset=Station.objects.none())
    planned_for = DayField(label=_("planned for"), widget=day_input())

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    """A checklist: for each item its points (or that it does not apply) and a note. What is left empty is scored later."""

    def __init__(
        self, *args: Any, items: Sequence[TemplateItem], scores: Mapping[UUID, ItemScore], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            known = scores.get(item.pk)
            self.fields[f"points_{item.code}"] = self._points(item, known)
            self.fields[f"note_{item.code}"] = forms.CharField(
                label=_("Note on %(code)s") % {"code": item.code},
                required=False,
                max_length=500,
                initial=known.note if known else "",
                widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("note")}),
            )

    def _points(self, item: TemplateItem, known: ItemScore | None) -> forms.ChoiceField:
        choices: list[tuple[str, Any]] = [(str(points), str(points)) for points in range(item.weight + 1)]
        choices.append((DOES_NOT_APPLY, _("does not apply")))
        return forms.ChoiceField(
            label=item.code, choices=choices, required=False, initial=_shown(known), widget=forms.RadioSelect
        )

    @property
    def rows(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return the fields of each item, below the headings of the checklist."""
        found: dict[str, list[dict[str, Any]]] = {}
        for item in self.items:
            row = {"item": item, "points": self[f"points_{item.code}"], "note": self[f"note_{item.code}"]}
            found.setdefault(item.group, []).append(row)
        return list(found.items())

    def scores(self) -> dict[str, int | None]:
        """Return the points of each item that was scored."""
        given = {item.code: self.cleaned_data[f"points_{item.code}"] for item in self.items}
        return {
            code: None if text == DOES_NOT_APPLY else int(text) for code, text in given.items() if text != NOT_SCORED
        }

    def notes(self) -> dict[str, str]:
        """Return the notes by item."""
        return {item.code: self.cleaned_data[f"note_{item.code}"] for item in self.items}


def _shown(score: ItemScore | None) -> str:
    if score is None:
        return NOT_SCORED
    return DOES_NOT_APPLY if score.points is None else str(score.points)


class PhotoForm(forms.Form):
    """Photos of one item."""

    item = forms.ChoiceField(label=_("checklist item"))
    photos = PhotosField(label=_("pictures"), most=MOST_PHOTOS)

    def __init__(self, *args: Any, items: Sequence[TemplateItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item.code, f"{item.code} {item.name}") for item in items]  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    """What the report says in a few sentences."""

    summary = long_text(_("summary"), required=False)


class FindingForm(forms.Form):
    """What is not in order."""

    item_code = forms.ChoiceField(label=_("checklist item"), required=False)
    severity = forms.ChoiceField(label=_("severity"), choices=Severity.choices)
    due_on = DayField(
        label=_("to be corrected by"),
        required=False,
        widget=day_input(),
        help_text=_("Empty: 20 working days for a minor, 10 for a major, 3 for a critical finding."),
    )
    description = long_text(_("what is not in order"))

    def __init__(self, *args: Any, items: Sequence[TemplateItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((item.code, f"{item.code} {item.name}") for item in items)]
        self.fields["item_code"].choices = choices  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """What was done about a finding, with photos."""

    correction = long_text(_("corrective action"))
    evidence = PhotosField(
        label=_("pictures"), most=MOST_PHOTOS, help_text=_("At least one that shows the correction.")
    )


class RecheckForm(forms.Form):
    """Whether the correction is enough."""

    is_in_order = forms.TypedChoiceField(
        label=_("result of the recheck"),
        choices=[("yes", _("In order now")), ("no", _("Not in order: correct again"))],
        coerce=lambda text: text == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    comment = long_text(_("comment on the correction"), required=False)
    due_on = DayField(
        label=_("new day"), required=False, widget=day_input(), help_text=_("Only when it is to be corrected again.")
    )


class ReviseForm(forms.Form):
    """From which score a visit is passed."""

    pass_score = forms.IntegerField(label=_("passed from"), min_value=0, max_value=100)


class ItemForm(forms.Form):
    """One line of a checklist."""

    code = forms.CharField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    group_zh = forms.CharField(label=_("group (Chinese)"), max_length=80)
    group_en = forms.CharField(label=_("group (English)"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    weight = forms.IntegerField(label=_("full score"), min_value=1, max_value=100)
    is_critical = forms.BooleanField(label=_("critical item"), required=False)


ItemFormSet = forms.formset_factory(ItemForm, extra=0, can_delete=True, max_num=200)
