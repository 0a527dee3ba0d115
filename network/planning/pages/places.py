"""Uploaded places at head office: the lists, one list on the map, all places as a table, putting a list away."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import (
    ActPage,
    AmountColumn,
    BooleanColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordTable,
    Section,
)
from network.planning.models import PlaceList, UploadedPlace
from network.planning.uploads.actions import SOLVE, put_list_away
from network.planning.uploads.filters import PlaceListFilter, UploadedPlaceFilter
from network.planning.uploads.selectors import place_lists_for, uploaded_for

VIEW = "planning.view"
LIT = "planning:place_lists"
HEAVIEST_MARK = 110.0


def import_button(*, primary: bool = False) -> Button:
    """Lead to the page that takes a file in, with its template."""
    address = reverse("desk:start_import", args=["planning_places"])
    return Button(_("Import"), address, SOLVE, primary=primary, icon="file-upload")


class PlaceListTable(RecordTable):
    """The lists, newest first."""

    name = NumberColumn()
    place_count = AmountColumn(verbose_name=_("Places"))
    demand_sum = AmountColumn(verbose_name=_("Demand in all"))
    site_count = AmountColumn(verbose_name=_("Candidate sites"))
    created_at = MomentColumn(verbose_name=_("Brought on"))
    put_away_at = MomentColumn(verbose_name=_("Out of use since"))

    class Meta(RecordTable.Meta):
        model = PlaceList
        fields = ("name", "place_count", "demand_sum", "site_count", "made_by_name", "created_at", "put_away_at")


class PlaceLists(ListPage):
    """All lists."""

    action = VIEW
    title = _("Uploaded places")
    table_class = PlaceListTable
    filterset_class = PlaceListFilter
    lit = LIT
    empty = _(
        "No list yet. Take a file in: each row is a place with latitude, longitude and a weight, or a candidate site. A template is there."
    )

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return [Crumb(_("Network map"), reverse("planning:map"))]

    def page_buttons(self) -> Sequence[Button]:
        """Take a file in, or see all places."""
        return [Button(_("All places"), "planning:uploaded_places", VIEW, icon="list"), import_button(primary=True)]

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return place_lists_for(self.actor)


class PlaceListDetail(DetailPage):
    """What is in a list, and where."""

    action = VIEW
    status_field = ""
    lit = LIT

    def record(self) -> PlaceList:
        """Return it through the gate."""
        found: PlaceList = place_lists_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the lists."""
        return [Crumb(_("Uploaded places"), reverse(LIT))]

    def facts(self, record: Any) -> list[Fact]:
        """Return what is in it."""
        return [
            Fact(_("Places"), f"{record.place_count:,}"),
            Fact(_("Demand in all"), f"{record.demand_sum or 0:,.0f}"),
            Fact(_("Candidate sites"), f"{record.site_count:,}"),
            Fact(_("Brought by"), record.made_by_name),
            Fact(_("Out of use since"), record.put_away_at or ""),
        ]

    def sections(self, record: PlaceList) -> list[Section]:
        """Return the map."""
        marks = marks_of(list(uploaded_for(self.actor).filter(list=record)))
        return [Section(_("Map of the places"), "planning/place_map.html", {"marks": marks}, count=len(marks))]

    def buttons(self, record: PlaceList) -> list[Button]:
        """See the places, ask a scenario of them, take in more, put the list away."""
        rows = f"{reverse('planning:uploaded_places')}?list={record.pk}"
        table = Button(_("Table of the places"), rows, VIEW, icon="list")
        if record.put_away_at:
            return [table]
        ask = f"{reverse('planning:new_scenario')}?demand_list={record.pk}"
        return [
            Button(_("Ask a scenario"), ask, SOLVE, primary=True, icon="route"),
            table,
            import_button(),
            Button(_("Take out of use"), "planning:put_list_away", SOLVE, (record.pk,), icon="archive"),
        ]


def marks_of(places: Sequence[UploadedPlace]) -> list[dict[str, Any]]:
    """Return the marks of uploaded places: demand by size, sites in another shape."""
    heaviest = max((float(one.weight) for one in places), default=0.0) or 1.0
    return [
        {
            "lat": one.lat,
            "lon": one.lon,
            "kind": "candidate" if one.is_site else "demand",
            "label": f"{one.name} · {one.weight:,.0f}" if one.weight else one.name,
        }
        | ({"weight": HEAVIEST_MARK * float(one.weight) / heaviest} if one.weight and not one.is_site else {})
        for one in places
    ]


class PutListAway(ActPage):
    """Offer it no longer."""

    action = SOLVE
    title = _("Take out of use")
    success = _("The list is put away. Scenarios that were asked of it stay as they are.")
    lit = LIT

    def perform(self, reason: Any) -> str:
        """Put it away."""
        return put_list_away(self.kwargs["pk"], reason=reason or "", acting_user=self.actor).get_absolute_url()


class UploadedPlaceTable(RecordTable):
    """The places."""

    name = NumberColumn()
    list = Column(verbose_name=_("List"), accessor="list__name")
    weight = AmountColumn(verbose_name=_("Weight of the demand"))
    is_site = BooleanColumn(verbose_name=_("Candidate site"))
    lat = AmountColumn(verbose_name=_("Latitude"))
    lon = AmountColumn(verbose_name=_("Longitude"))
    region = ChoiceColumn(verbose_name=_("Regional office"))

    class Meta(RecordTable.Meta):
        model = UploadedPlace
        fields = ("name", "list", "weight", "is_site", "lat", "lon", "region")


class UploadedPlaces(ListPage):
    """The places of all lists, or of one by the filter."""

    action = VIEW
    title = _("All places")
    table_class = UploadedPlaceTable
    filterset_class = UploadedPlaceFilter
    lit = LIT
    empty = _("No place was taken in yet.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the lists."""
        return [Crumb(_("Uploaded places"), reverse(LIT))]

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return uploaded_for(self.actor)
