"""Forms of the catalog."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.choices import CodeSystem
from catalog.models import Component, Part, Supplier
from catalog.selectors import component_choices, supplier_choices
from common.money import to_decimal, to_minor

MAX_CSV_BYTES = 5 * 1024 * 1024


class NameForm(forms.Form):
    """A name in both languages."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)


class WmiForm(NameForm):
    """A maker."""

    code = forms.CharField(label=_("WMI"), max_length=3, help_text=_("The first three characters of its VINs."))
    field_order = ("code", "name_zh", "name_en")


class GroupForm(NameForm):
    """Something that belongs to an assembly group."""

    component = forms.ModelChoiceField(label=_("assembly group"), queryset=Component.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = component_choices()  # type: ignore[attr-defined]


class FailureCodeForm(GroupForm):
    """A failure code."""

    code = forms.CharField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    field_order = ("code", "component", "name_zh", "name_en")


class OperationForm(GroupForm):
    """A labour operation."""

    code = forms.CharField(label=pgettext_lazy("of an entry", "code"), max_length=20)
    standard_hours = forms.DecimalField(label=_("standard hours"), max_digits=5, decimal_places=2, min_value=0)
    field_order = ("code", "component", "name_zh", "name_en", "standard_hours")


class PartForm(GroupForm):
    """A spare part; the cost is typed in yuan."""

    number = forms.CharField(label=_("part number"), max_length=30)
    supplier = forms.ModelChoiceField(label=_("supplier"), queryset=Supplier.objects.none(), required=False)
    unit_cost = forms.DecimalField(label=_("list cost (yuan)"), max_digits=12, decimal_places=2, min_value=0)
    is_serialised = forms.BooleanField(label=_("has a serial number"), required=False)
    field_order = ("number", "component", "name_zh", "name_en", "supplier", "unit_cost", "is_serialised")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = supplier_choices()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(part: Part) -> dict[str, Any]:
        """Return what the form shows of a part beside the fields of the same names."""
        return {"unit_cost": to_decimal(part.unit_cost_minor)}

    def facts(self) -> dict[str, Any]:
        """Return the part's fields, with the cost in fen."""
        given = dict(self.cleaned_data)
        return given | {"unit_cost_minor": to_minor(given.pop("unit_cost"))}


class ImportForm(forms.Form):
    """A CSV file with fault codes."""

    SYSTEMS: ClassVar[list[Any]] = [pair for pair in CodeSystem.choices if pair[0] != CodeSystem.FMI]

    system = forms.ChoiceField(label=_("code system"), choices=SYSTEMS)
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("With the columns code, name_zh, name_en in the first line. UTF-8 or GB18030, up to 5 MB."),
        validators=[FileExtensionValidator(["csv", "txt"])],
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a list of codes."""
        file = self.cleaned_data["file"]
        if file.size > MAX_CSV_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file
