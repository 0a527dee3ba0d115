"""The catalogue of offences: list, clause, and the form that writes it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.violations.actions import save_offence
from audit.violations.models import Offence
from audit.violations.pages.forms import OffenceForm
from audit.violations.pages.tables import OffenceFilter, OffenceTable
from audit.violations.selectors import offences_for
from common.money import Money, to_decimal
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage
from common.text import Text

RULES = "violations.rules"


class OffenceList(ListPage):
    """The catalogue."""

    action = "violations.view"
    title = _("Offences and penalties")
    table_class = OffenceTable
    filterset_class = OffenceFilter
    create = Button(_("Add a clause"), "violations:add_offence", action=RULES, primary=True, icon="plus")
    empty = _("No clause is written down yet.")

    def rows(self) -> QuerySet[Any]:
        """Return the clauses."""
        return offences_for(self.actor)


class OffenceDetail(DetailPage):
    """One clause."""

    action = "violations.view"
    list_name = "violations:offences"

    def record(self) -> Any:
        """Return the clause."""
        return offences_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Offences and penalties"), reverse("violations:offences"))]

    def subtitle_for(self, record: Offence) -> Text:
        """Return the clause."""
        return record.clause

    def facts(self, record: Offence) -> Sequence[Fact]:
        """Return what it forbids and what it costs."""
        return [
            Fact(_("Chinese name"), record.name_zh, wide=True),
            Fact(_("English name"), record.name_en, wide=True),
            Fact(pgettext_lazy("offence", "severity"), record.get_severity_display()),
            Fact(_("fine"), f"{Money(record.fine_from_minor)} – {Money(record.fine_to_minor)}"),
            Fact(_("points lost"), f"{record.points_from}–{record.points_to}"),
            Fact(_("working days to investigate"), record.investigate_days),
            Fact(_("working days to appeal"), record.appeal_days),
            Fact(pgettext_lazy("offence", "in force"), _("yes") if record.is_active else _("no")),
        ]

    def buttons(self, record: Offence) -> Sequence[Button]:
        """Offer to change it."""
        return [
            Button(
                _("Change the clause"),
                "violations:edit_offence",
                action=RULES,
                args=(record.pk,),
                primary=True,
                icon="pencil",
            )
        ]


class AddOffence(FormPage):
    """Write a clause."""

    action = RULES
    title = _("Add a clause")
    form_class = OffenceForm
    success = _("The clause is in force.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Offences and penalties"), reverse("violations:offences"))]

    def initial(self) -> dict[str, Any]:
        """Begin with the usual times."""
        return {"investigate_days": 15, "appeal_days": 10, "is_active": True} | super().initial()

    def perform(self, form: Any) -> str:
        """Write it."""
        return save_offence(form.facts(), acting_user=self.actor).get_absolute_url()


class EditOffence(AddOffence):
    """Change a clause."""

    title = _("Change the clause")
    success = _("Decisions from now on are held to it.")

    def record(self) -> Any:
        """Return the clause."""
        return offences_for(self.actor).get_or_404(self.kwargs["pk"])

    @cached_property
    def object(self) -> Any:
        """Return the clause, fetched once."""
        return self.record()

    def initial(self) -> dict[str, Any]:
        """Return the clause as the form shows it: amounts with decimals."""
        amounts = {f"fine_{end}": to_decimal(getattr(self.object, f"fine_{end}_minor")) for end in ("from", "to")}
        return FormPage.initial(self) | amounts

    def perform(self, form: Any) -> str:
        """Change it."""
        return save_offence(form.facts(), offence_id=self.object.pk, acting_user=self.actor).get_absolute_url()
