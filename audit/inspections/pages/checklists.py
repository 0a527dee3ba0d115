"""Checklists: their editions, and the next one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.inspections.actions import ItemFacts, revise_template
from audit.inspections.models import Template
from audit.inspections.pages.forms import ItemFormSet, ReviseForm
from audit.inspections.pages.tables import TemplateFilter, TemplateTable
from audit.inspections.selectors import current_template, items_of, templates_for
from audit.inspections.showing import grouped
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.text import Text

MANAGE = "inspections.manage"
ITEM_FIELDS = ("code", "group_zh", "group_en", "name_zh", "name_en", "weight", "is_critical")


class TemplateList(ListPage):
    """Checklists with all their editions."""

    action = "inspections.view"
    title = _("Checklists")
    table_class = TemplateTable
    filterset_class = TemplateFilter

    def rows(self) -> QuerySet[Any]:
        """Return the checklists."""
        return templates_for(self.actor)


class TemplateDetail(DetailPage):
    """One edition of a checklist."""

    action = "inspections.view"
    list_name = "inspections:templates"

    def record(self) -> Any:
        """Return the edition."""
        return templates_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Checklists"), reverse("inspections:templates"))]

    def title_for(self, record: Template) -> Text:
        """Return name and edition."""
        return f"{record.name} · {record.edition}"

    def facts(self, record: Template) -> Sequence[Fact]:
        """Return purpose, threshold and issue."""
        return [
            Fact(pgettext_lazy("of an entry", "code"), record.code),
            Fact(_("purpose"), record.get_purpose_display()),
            Fact(_("passed from"), record.pass_score),
            Fact(_("issued on"), record.issued_on.isoformat() if record.issued_on else ""),
        ]

    def sections(self, record: Template) -> Sequence[Section]:
        """Return the items below their headings."""
        items = items_of(record.pk)
        return [Section(_("Items"), "inspections/items.html", {"groups": grouped(items, {})}, count=len(items))]

    def buttons(self, record: Template) -> Sequence[Button]:
        """Offer the next edition of the newest one."""
        newest = current_template(record.code)
        if newest is None or newest.pk != record.pk:
            return []
        return [Button(_("Make the next edition"), "inspections:revise", action=MANAGE, args=(record.pk,), icon="edit")]


class Revise(FormPage):
    """The next edition: change, add and remove lines."""

    action = MANAGE
    title = _("Make the next edition")
    form_class = ReviseForm
    submit_label = _("Issue the edition")
    success = _("The new edition is issued. Visits that have begun keep theirs.")
    lines: ClassVar[Any] = {"items": (_("Items"), ItemFormSet)}

    def record(self) -> Any:
        """Return the newest edition."""
        return templates_for(self.actor).get_or_404(self.kwargs["pk"])

    def subtitle(self) -> Text:
        """Return the checklist."""
        return str(self.object)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the edition."""
        return [
            Crumb(_("Checklists"), reverse("inspections:templates")),
            Crumb(self.object.code, self.object.get_absolute_url()),
        ]

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Begin with the present lines."""
        return [{field: getattr(item, field) for field in ITEM_FIELDS} for item in items_of(self.object.pk)]

    def perform(self, form: Any) -> str:
        """Issue it."""
        rows = [row.cleaned_data for row in self.line_forms["items"].forms]
        items = [
            ItemFacts(**{name: row[name] for name in ITEM_FIELDS}) for row in rows if row and not row.get("DELETE")
        ]
        made = revise_template(
            self.object.pk, items=items, pass_score=form.cleaned_data["pass_score"], acting_user=self.actor
        )
        return made.get_absolute_url()
