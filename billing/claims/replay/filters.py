"""How replays and their lines may be filtered, on pages and on the API alike."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import LineKind
from billing.claims.replay.choices import Change
from billing.claims.replay.models import Replay
from common.errors import NotYours
from common.pages import RecordFilter, choice, day_range
from tenants.registry.choices import Region


class ReplayFilter(RecordFilter):
    """By time; `q` looks at versions and people."""

    search: ClassVar[tuple[str, ...]] = ("policy_label__icontains", "started_by_name__icontains")

    created = day_range(field_name="created_at", label=_("Started"))


class ReplayLineFilter(RecordFilter):
    """By what changes, rule, station, component and supplier; `q` looks at claim numbers, codes and names."""

    search: ClassVar[tuple[str, ...]] = (
        "claim__number__icontains",
        "code__icontains",
        "name_zh__icontains",
        "name_en__icontains",
    )
    quick: ClassVar[tuple[str, ...]] = ("effect", "rule", "region")

    effect = choice(Change.choices, label=_("Change"))
    rule = django_filters.CharFilter(label=_("Rule"))
    region = choice(Region.choices, field_name="claim__station__region", label=_("Region"))
    station = django_filters.CharFilter(
        field_name="claim__station__code", lookup_expr="iexact", label=_("Station code")
    )
    replay = django_filters.CharFilter(method="of_replay", label=_("Replay"))
    kind = choice(LineKind.choices, label=_("Kind"))
    component = django_filters.CharFilter(field_name="component_code", lookup_expr="iexact", label=_("Component"))
    supplier = django_filters.UUIDFilter(field_name="supplier_id", label=_("Supplier"))

    def of_replay(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the lines of the replay with this public id."""
        try:
            return rows.filter(replay_id=Replay.key_of(value))
        except NotYours:
            return rows.none()
