"""Fault codes of control units: the list, the look-up by SPN and FMI, the import."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from catalog.choices import CodeSystem
from catalog.imports import import_fault_codes
from catalog.models import FaultCode
from catalog.pages.forms import ImportForm
from catalog.pages.tables import FaultCodeFilter, FaultCodeTable
from catalog.selectors import fault_code, fault_codes_for
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page
from common.text import Text

SHOWN_REFUSALS = 5


class FaultCodeList(ListPage):
    """All fault codes that we know."""

    action = "catalog.view"
    title = _("Fault codes")
    table_class = FaultCodeTable
    filterset_class = FaultCodeFilter

    def rows(self) -> QuerySet[Any]:
        """Return the fault codes."""
        return fault_codes_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Offer the look-up, and the import to those who keep the catalog."""
        return [
            Button(_("Import a list"), "catalog:import_fault_codes", action="catalog.manage", icon="upload"),
            Button(_("Look up SPN and FMI"), "catalog:look_up", icon="search", primary=True),
        ]


class FaultCodeDetail(DetailPage):
    """One fault code."""

    action = "catalog.view"
    list_name = "catalog:fault_codes"

    def record(self) -> Any:
        """Return the fault code."""
        return fault_codes_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Fault codes"), reverse("catalog:fault_codes"))]

    def title_for(self, record: FaultCode) -> Text:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def facts(self, record: FaultCode) -> Sequence[Fact]:
        """Return system and names."""
        return [
            Fact(_("code system"), record.get_system_display()),
            Fact(_("Chinese name"), record.name_zh),
            Fact(_("English name"), record.name_en),
        ]


class LookUp(Page):
    """What SPN and FMI of a J1939 message, or a DTC, mean."""

    action = "catalog.view"
    title = _("Look up a fault code")
    template_name = "catalog/look_up.html"
    lit = "catalog:fault_codes"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Fault codes"), reverse("catalog:fault_codes"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form and, when something was asked, the answers."""
        asked = [(system, request.GET.get(system.value, "").strip()[:12]) for system in CodeSystem]
        answers = [(system.label, code, fault_code(system, code)) for system, code in asked if code]
        typed = {system.value: code for system, code in asked}
        return self.render(typed=typed, answers=answers)


class ImportFaultCodes(FormPage):
    """Take a list in."""

    action = "catalog.manage"
    title = _("Import fault codes")
    form_class = ImportForm
    submit_label = _("Import")
    success = ""
    explain = _("Lists of SPN and DTC are licensed; bring your own. The same file again changes nothing.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Fault codes"), reverse("catalog:fault_codes"))]

    def perform(self, form: Any) -> str:
        """Import, and say what came of it."""
        content = form.cleaned_data["file"].read()
        outcome = import_fault_codes(form.cleaned_data["system"], content, acting_user=self.actor)
        said = now_("%(added)d added, %(changed)d changed, %(refused)d refused.")
        counts = {"added": outcome.added, "changed": outcome.changed, "refused": len(outcome.refused)}
        messages.success(self.request, said % counts)
        for line, reason in outcome.refused[:SHOWN_REFUSALS]:
            messages.warning(self.request, now_("Line %(line)d: %(reason)s") % {"line": line, "reason": reason})
        return reverse("catalog:fault_codes")
