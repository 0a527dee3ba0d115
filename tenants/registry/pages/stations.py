"""List and page of stations for head office; a station's own page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.posts import post_name
from accounts.selectors import current_memberships
from common.pages import (
    AmountColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    Section,
    StatusColumn,
    choice,
)
from common.pages.addresses import station_address
from common.pages.tables import show_moment
from common.pages.timeline import words_of_codes
from common.records import RecordQuerySet
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station
from tenants.registry.pages.hooks import buttons_of, sections_of
from tenants.registry.selectors import stations_for


class StationFilter(RecordFilter):
    """What may be asked of stations."""

    search = ("code__icontains", "name__icontains", "city__icontains", "province__icontains")
    quick = ("status", "region")
    status = choice(StationStatus.choices, label=_("Status"))
    region = choice(Region.choices, label=_("Regional office"))
    level = choice([(one, one) for one in "ABC"], label=_("Level"))

    class Meta:
        model = Station
        fields: ClassVar[list[str]] = []


class StationTable(RecordTable):
    """The columns of the list."""

    code = NumberColumn()
    name = Column()
    status = StatusColumn()
    region = ChoiceColumn()
    province = Column()
    city = Column()
    level = Column()
    labour_coefficient = AmountColumn()
    phone = Column()
    opened_on = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Station
        fields = (
            "code", "name", "status", "region", "province", "city", "level", "labour_coefficient", "phone", "opened_on",
        )  # fmt: skip
        order_by = ("code",)

    default_columns = ("code", "name", "status", "region", "city", "level", "labour_coefficient", "opened_on")


class StationList(ListPage):
    """All stations in sight: a regional office sees its own region's."""

    action = "stations.view"
    title = _("Stations")
    table_class = StationTable
    filterset_class = StationFilter
    empty = _("No station yet. Stations come from the building of the network.")

    def rows(self) -> RecordQuerySet:
        """Return the stations."""
        return stations_for(self.actor)


class StationDetail(DetailPage):
    """One station."""

    action = "stations.view"
    lit = "registry:stations"
    back: ClassVar[bool] = True

    def record(self) -> Station:
        """Return the station."""
        station: Station = stations_for(self.actor).get_or_404(self.kwargs["pk"])
        return station

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Stations"), reverse("registry:stations"))]

    def title_for(self, record: Station) -> str:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def buttons(self, record: Station) -> Sequence[Button]:
        """Return what the rooms above offer for it."""
        return list(buttons_of(self.actor, record))

    def facts(self, record: Station) -> Sequence[Fact]:
        """Return where it is and what it can do."""
        return [
            Fact(_("Regional office"), record.get_region_display()),
            Fact(_("City"), f"{record.province} {record.city}"),
            Fact(_("Address"), record.address),
            Fact(_("Contact"), record.contact_name),
            Fact(_("Legal representative"), record.representative),
            Fact(_("Duty phone"), record.phone, url=f"tel:{record.phone}" if record.phone else ""),
            Fact(_("Level"), record.level),
            Fact(_("Labour coefficient"), record.labour_coefficient),
            Fact(_("Brands"), ", ".join(record.brands)),
            Fact(_("Capabilities"), ", ".join(words_of_codes("capabilities", record.capabilities))),
            Fact(_("Opened on"), show_moment(record.opened_on)),
            Fact(_("System"), station_address(record.code) if record.has_schema else _("not opened yet")),
        ]

    def sections(self, record: Station) -> Sequence[Section]:
        """Return what rooms above bring, the place on the map and the people."""
        point = {"lat": record.lat, "lon": record.lon, "kind": "station", "label": record.name}
        people = people_of(record)
        return [
            *sections_of(self.actor, record),
            Section(_("People and posts"), "registry/people.html", {"people": people}, count=len(people)),
            Section(_("Place"), "registry/place.html", {"points": [point]}, aside=True),
        ]


class OwnStation(StationDetail):
    """The page on which a station finds what head office knows of it."""

    action = "stations.own"
    lit = "registry:own"

    def record(self) -> Station:
        """Return the station where the actor stands."""
        station: Station = stations_for(self.actor).get_or_404(self.actor.station_id)
        return station

    def crumbs(self) -> Sequence[Crumb]:
        """There is no list above it."""
        return ()

    def buttons(self, record: Station) -> Sequence[Button]:
        """Lead to the people."""
        return [Button(_("People and posts"), "accounts:posts", "posts.view"), *super().buttons(record)]


def people_of(station: Station) -> list[tuple[str, Any]]:
    """Return (name, post) of everybody who works at the station now."""
    rows = current_memberships().filter(station_id=station.pk).select_related("user").order_by("role", "user__name")
    return [(row.user.name, post_name(row.post, row.role)) for row in rows]
