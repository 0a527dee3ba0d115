"""The index of the library by file: one row for each new piece, drafted as if it were typed; files are added to the drafts afterwards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from accounts.roles import STATION_ROLES, Role
from catalog.models import Component, VehicleModel
from common.imports.importers import Done, Field, Group, Importer, Problem
from common.pages.parts import address
from network.support.actions.literature import LiteratureText, draft_literature
from network.support.audience import Audience
from network.support.choices import LiteratureKind
from network.support.literature_models import Literature
from network.support.literature_selectors import DRAFT

SEVERAL = re.compile(r"[\s,，、;；]+")
POSTS = (Role.STATION_MANAGER, Role.WORKSHOP, Role.TECHNICIAN)


class LiteratureImporter(Importer):
    """Pieces of the library, known by their Chinese title; a row without posts is for managers, workshops and technicians."""

    code = "literature"
    title = _("Service literature")
    action = DRAFT
    key = "title_zh"
    fields = (
        Field("title_zh", _("title (Chinese)"), required=True, longest=160, aliases=("标题", "资料名称"), example="变速器维修手册"),
        Field("title_en", _("title (English)"), longest=160, aliases=("英文标题",), example="Gearbox workshop manual"),
        Field("kind", _("kind"), "choice", required=True, choices=LiteratureKind.choices, aliases=("类别",), example="manual"),
        Field("body_zh", _("contents (Chinese)"), required=True, longest=20_000, aliases=("内容",), example="拆装、间隙、力矩"),
        Field("body_en", _("contents (English)"), longest=20_000, aliases=("英文内容",), example="Clearances and torques"),
        Field("vehicle_models", _("vehicle models"), longest=400, aliases=("车型代码",), example="X3000, X5000"),
        Field("component", _("component"), longest=12, aliases=("总成代码",), example="GBX"),
        Field("posts", pgettext_lazy("literature", "posts"), longest=400, aliases=("岗位",), example="technician, workshop"),
    )  # fmt: skip

    def is_open_to(self, actor: Any) -> bool:
        """Only head office keeps the library."""
        return bool(actor.is_office) and super().is_open_to(actor)

    def known(self, groups: Sequence[Group], actor: Actor) -> Mapping[str, Done]:
        """Return the titles that are in the library already, so that the same index again drafts nothing."""
        rows = Literature.objects.filter(title_zh__in=[group.key for group in groups]).order_by("edition")
        return {one.title_zh: Done(one.number, one.pk) for one in rows}

    def check(self, groups: Sequence[Group], actor: Actor) -> Iterator[Problem]:
        """Yield unknown models, components and posts, and titles that stand in the file twice."""
        models = set(VehicleModel.objects.values_list("code", flat=True))
        components = set(Component.objects.values_list("code", flat=True))
        for group in groups:
            row = group.first
            for second in group.rows[1:]:
                yield Problem(second.number, "title_zh", _("This title stands in the file twice."))
            if not {one.upper() for one in _several(row["vehicle_models"])} <= models:
                yield Problem(row.number, "vehicle_models", _("There is no such vehicle model."))
            if row["component"] and row["component"] not in components:
                yield Problem(row.number, "component", _("There is no such component."))
            if not set(_several(row["posts"])) <= {role.value for role in STATION_ROLES}:
                yield Problem(row.number, "posts", _("There is no such post at stations."))

    def commit(self, group: Group, actor: Actor) -> Done:
        """Draft the piece; a second person releases it like any other."""
        row = group.first
        text = LiteratureText(
            kind=row["kind"],
            title_zh=row["title_zh"],
            body_zh=row["body_zh"],
            title_en=row["title_en"] or "",
            body_en=row["body_en"] or "",
            vehicle_models=_several(row["vehicle_models"]),
            component=row["component"] or "",
        )
        made = draft_literature(text, Audience(posts=_several(row["posts"]) or POSTS), acting_user=actor)
        return Done(made.number, made.pk)

    def url(self, key: UUID) -> str:
        """Return the draft's page."""
        return address("support:literature", [key])


def _several(cell: str | None) -> list[str]:
    return [one for one in SEVERAL.split(cell or "") if one]
