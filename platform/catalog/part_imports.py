"""The importer of spare parts: new numbers are added, known ones changed where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.actions import add_part, change_part
from catalog.models import Component, Part, Supplier
from common.imports.importers import Done, Field, Group, Importer, Problem, Row
from common.pages.parts import address


class PartImporter(Importer):
    """Spare parts of the catalogue."""

    code = "parts"
    title = _("Spare parts")
    action = "catalog.manage"
    key = "number"
    fields = (
        Field("number", _("Part number"), required=True, longest=30, aliases=("配件号", "件号"), example="612600061234"),
        Field("name_zh", _("Chinese name"), required=True, longest=120, aliases=("名称",), example="水泵总成"),
        Field("name_en", _("English name"), required=True, longest=120, example="Water pump assembly"),
        Field("component", _("Component"), required=True, longest=12, aliases=("总成代码",), example="ENG"),
        Field("supplier", _("Supplier"), longest=20, aliases=("供应商代码",), example="S001"),
        Field("list_cost", _("List cost"), "money", required=True, aliases=("目录价", "成本价"), example="300.00"),
        Field("is_serialised", _("Has a serial number"), "flag", aliases=("有序列号",), example="yes"),
    )  # fmt: skip

    def is_open_to(self, actor: Any) -> bool:
        """Only head office keeps the catalogue."""
        return bool(actor.is_office) and super().is_open_to(actor)

    def known(self, groups: Sequence[Group], actor: Actor) -> Mapping[str, Done]:
        """Return the parts that would not change."""
        shelf = _Shelf(groups)
        return {
            group.key: Done(group.key, shelf.parts[group.key].pk)
            for group in groups
            if group.key in shelf.parts and not shelf.changes(group.first)
        }

    def check(self, groups: Sequence[Group], actor: Actor) -> Iterator[Problem]:
        """Yield unknown components and suppliers, and numbers that stand in the file twice."""
        shelf = _Shelf(groups)
        for group in groups:
            row = group.first
            for second in group.rows[1:]:
                yield Problem(second.number, "number", _("This number stands in the file twice."))
            if row["component"] and row["component"] not in shelf.components:
                yield Problem(row.number, "component", _("There is no component with this code."))
            if row["supplier"] and row["supplier"] not in shelf.suppliers:
                yield Problem(row.number, "supplier", _("There is no supplier with this code."))

    def commit(self, group: Group, actor: Actor) -> Done:
        """Add the part, or change what differs."""
        shelf, row = _Shelf([group]), group.first
        known = shelf.parts.get(group.key)
        if known is None:
            part = add_part(number=group.key, acting_user=actor, **shelf.facts(row))
        else:
            part = change_part(known.pk, acting_user=actor, **shelf.facts(row))
        return Done(part.number, part.pk)

    def url(self, key: UUID) -> str:
        """Return the part's page."""
        return address("catalog:part", [key])


class _Shelf:
    """Parts, components and suppliers that some rows name."""

    def __init__(self, groups: Sequence[Group]) -> None:
        rows = [row for group in groups for row in group.rows]
        self.parts = {one.number: one for one in Part.objects.filter(number__in=[group.key for group in groups])}
        self.components = {one.code: one for one in Component.objects.all()}
        codes = {row["supplier"] for row in rows if row["supplier"]}
        self.suppliers = {one.code: one for one in Supplier.objects.filter(code__in=codes)}

    def facts(self, row: Row) -> dict[str, Any]:
        """Return the fields of a part as a row tells them."""
        supplier = self.suppliers.get(row["supplier"] or "")
        return {
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "component_id": self.components[row["component"]].pk,
            "supplier_id": supplier.pk if supplier else None,
            "unit_cost_minor": row["list_cost"],
            "is_serialised": bool(row["is_serialised"]),
        }

    def changes(self, row: Row) -> bool:
        """Whether a row differs from the part with its number; one that can't be read does."""
        if row["component"] not in self.components or row["list_cost"] is None:
            return True
        part = self.parts[row["number"]]
        return any(getattr(part, name) != value for name, value in self.facts(row).items())
