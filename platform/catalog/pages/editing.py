"""Forms for those who keep the catalog: add and change."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import actions
from catalog.pages.forms import FailureCodeForm, OperationForm, PartForm, WmiForm
from catalog.selectors import failure_codes_for, operations_for, parts_for, wmis_for
from common.pages import Crumb, FormPage
from common.text import Text


class Adding(FormPage):
    """Add an entry; `add` is the action, `list_name` the list."""

    action = "catalog.manage"
    add: ClassVar[Callable[..., Any]]
    list_name: ClassVar[str]
    list_title: ClassVar[Text]
    success = _("Added.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(self.list_title, reverse(self.list_name))]

    def facts(self, form: Any) -> dict[str, Any]:
        """Return the entry's fields."""
        return dict(form.cleaned_data)

    def perform(self, form: Any) -> str:
        """Add it and go to its page."""
        entry = type(self).add(acting_user=self.actor, **self.facts(form))
        return str(entry.get_absolute_url())


class Changing(FormPage):
    """Change an entry; its key (`fixed`) is shown but can't be changed."""

    action = "catalog.manage"
    change: ClassVar[Callable[..., Any]]
    gate: ClassVar[Callable[..., Any]]
    list_name: ClassVar[str]
    list_title: ClassVar[Text]
    fixed: ClassVar[str] = "code"

    def record(self) -> Any:
        """Return the entry."""
        return type(self).gate(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the entry."""
        return [
            Crumb(self.list_title, reverse(self.list_name)),
            Crumb(getattr(self.object, self.fixed), self.object.get_absolute_url()),
        ]

    def make_form(self, *, bound: bool) -> Any:
        """Return the form without the key."""
        form = super().make_form(bound=bound)
        del form.fields[self.fixed]
        return form

    def facts(self, form: Any) -> dict[str, Any]:
        """Return the entry's fields."""
        return dict(form.cleaned_data)

    def perform(self, form: Any) -> str:
        """Change it and go back to its page."""
        entry = type(self).change(self.object.pk, acting_user=self.actor, **self.facts(form))
        return str(entry.get_absolute_url())


class AddWmi(Adding):
    """A new maker."""

    title = _("New maker")
    form_class = WmiForm
    add = staticmethod(actions.add_wmi)
    list_name, list_title = "catalog:wmis", _("Makers (WMI)")


class ChangeWmi(Changing):
    """A maker's names."""

    title = _("Edit maker")
    form_class = WmiForm
    change, gate = staticmethod(actions.change_wmi), staticmethod(wmis_for)
    list_name, list_title = "catalog:wmis", _("Makers (WMI)")


class AddPart(Adding):
    """A new spare part."""

    title = _("New part")
    form_class = PartForm
    add = staticmethod(actions.add_part)
    list_name, list_title = "catalog:parts", _("Parts")

    def facts(self, form: Any) -> dict[str, Any]:
        """Return the fields with the cost in fen."""
        facts: dict[str, Any] = form.facts()
        return facts


class ChangePart(Changing):
    """A spare part."""

    title = _("Edit part")
    form_class = PartForm
    change, gate = staticmethod(actions.change_part), staticmethod(parts_for)
    list_name, list_title, fixed = "catalog:parts", _("Parts"), "number"

    def initial(self) -> dict[str, Any]:
        """Return the part's values, the cost in yuan."""
        return super().initial() | PartForm.initial_of(self.object)

    def facts(self, form: Any) -> dict[str, Any]:
        """Return the fields with the cost in fen."""
        facts: dict[str, Any] = form.facts()
        return facts


class AddOperation(Adding):
    """A new labour operation."""

    title = _("New operation")
    form_class = OperationForm
    add = staticmethod(actions.add_operation)
    list_name, list_title = "catalog:operations", _("Labour operations")


class ChangeOperation(Changing):
    """A labour operation."""

    title = _("Edit operation")
    form_class = OperationForm
    change, gate = staticmethod(actions.change_operation), staticmethod(operations_for)
    list_name, list_title = "catalog:operations", _("Labour operations")


class AddFailureCode(Adding):
    """A new failure code."""

    title = _("New failure code")
    form_class = FailureCodeForm
    add = staticmethod(actions.add_failure_code)
    list_name, list_title = "catalog:failure_codes", _("Failure codes")


class ChangeFailureCode(Changing):
    """A failure code."""

    title = _("Edit failure code")
    form_class = FailureCodeForm
    change, gate = staticmethod(actions.change_failure_code), staticmethod(failure_codes_for)
    list_name, list_title = "catalog:failure_codes", _("Failure codes")
