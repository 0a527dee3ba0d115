"""Agreements with stations, those that end soonest first."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from common.pages import Column, ListPage, MomentColumn, NumberColumn, RecordFilter, RecordTable, choice, day_range
from network.lifecycle.selectors import agreements_for
from network.onboarding.models import Agreement
from tenants.registry.choices import Region


class AgreementTable(RecordTable):
    """Signed agreements."""

    number = NumberColumn(linkify=False)
    station = Column(
        accessor="candidate__opened_station",
        verbose_name=_("station"),
        order_by=("candidate__opened_station__code",),
        linkify=False,
    )
    party_name = Column()
    starts_on = MomentColumn()
    ends_on = MomentColumn()
    renewal = Column(accessor="renewal_number", verbose_name=_("renewal under way"), orderable=False)
    default_columns = ("number", "station", "party_name", "starts_on", "ends_on", "renewal")

    class Meta(RecordTable.Meta):
        model = Agreement
        fields: ClassVar[tuple[str, ...]] = ("number", "station", "party_name", "starts_on", "ends_on", "renewal")
        order_by = ("ends_on",)


class AgreementFilter(RecordFilter):
    """By office and end."""

    search = ("number__icontains", "party_name__icontains", "candidate__opened_station__code__icontains")
    quick = ("region",)
    region = choice(Region.choices, label=_("Regional office"), field_name="candidate__opened_station__region")
    ends_on = day_range(label=_("ends on"))
    is_renewing = django_filters.BooleanFilter(
        field_name="renewal_number", lookup_expr="isnull", exclude=True, label=_("renewal under way")
    )

    class Meta:
        model = Agreement
        fields: ClassVar[list[str]] = []


class AgreementList(ListPage):
    """Agreements in sight."""

    action = "agreements.view"
    title = _("Service agreements")
    table_class = AgreementTable
    filterset_class = AgreementFilter
    empty = _("No signed agreement with a station yet.")

    def rows(self) -> Any:
        """Return the agreements."""
        return agreements_for(self.actor)
