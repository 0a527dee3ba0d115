"""The planner's map, and the rule behind it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.pages import Button, Crumb, FormPage, ListPage, NumberColumn, Page, RecordTable
from common.pages.tables import AmountColumn, ChoiceColumn, Column
from common.text import Text
from network.planning.actions import set_radius
from network.planning.filters import CityFilter
from network.planning.layers import markers_for
from network.planning.models import City, Target
from network.planning.selectors import Picture, Row, cities_for, picture_for, radius_km, rules_for
from tenants.registry.choices import Region
from tenants.registry.selectors import stations_for

HEAVIEST_MARK = 130.0
ANY = str(UUID(int=0))
LONGEST_TABLE = 20
PROPOSALS = 8


class NetworkMap(Page):
    """Where vehicles are, what the stations reach, and where the next station would cover most."""

    action = "planning.view"
    title = _("Network map")
    template_name = "planning/map.html"

    @cached_property
    def picture(self) -> Picture:
        """Return demand and coverage, worked out once."""
        return picture_for(self.actor)

    @property
    def region(self) -> str:
        """Return the region that was chosen; a regional office begins with its own."""
        asked = self.request.GET.get("region")
        if asked is None:
            return self.actor.region if self.actor.roles == {Role.REGIONAL_OFFICE} else ""
        return asked if asked in Region.values else ""

    def subtitle(self) -> Text:
        """Say what counts as covered."""
        return now_("Covered: within %(km)d km of a station, as the crow flies.") % {"km": self.picture.radius_km}

    def page_buttons(self) -> Sequence[Button]:
        """Return what a planner may do here."""
        return [
            Button(_("Cities"), "planning:cities", action="planning.view", icon="building-community"),
            Button(_("Scenarios"), "planning:scenarios", action="planning.view", icon="route"),
            Button(_("Rescue radius"), "planning:radius", action="planning.manage", icon="circle-dashed"),
            Button(
                _("Propose a candidate"), "onboarding:propose", action="onboarding.propose", primary=True, icon="plus"
            ),
        ]

    def context(self) -> dict[str, Any]:
        """Return the map's marks and the tables."""
        region, picture = self.region, self.picture
        uncovered = picture.uncovered(region)
        return {
            "points": self.points(),
            "circles": [
                {"lat": s.lat, "lon": s.lon, "radius_m": picture.radius_km * 1000, "kind": "station"}
                for s in picture.stations_of(region)
            ],
            "total": picture.total(region),
            "unit": _("vehicles") if picture.demand.in_vehicles else _("people"),
            "uncovered_count": len(uncovered),
            "uncovered": [self.gap(row) for row in uncovered[:LONGEST_TABLE]],
            "proposals": [(city, one, propose_url(city)) for city, one in picture.proposals(PROPOSALS, region)],
            "totals": picture.totals(),
            "regions": [("", _("All")), *Region.choices],
            "region": region,
            "may_propose": self.actor.may("onboarding.propose"),
        }

    def gap(self, row: Row) -> dict[str, Any]:
        """Return a line of the table of uncovered cities."""
        return {"row": row, "km": km(row.distance_m) if row.station else None, "url": propose_url(row.city)}

    def points(self) -> list[dict[str, Any]]:
        """Return the marks: cities by demand (those outside in another shape), stations, and what other rooms add."""
        heaviest = max((row.demand for row in self.picture.rows), default=0) or 1
        cities = [self.city_mark(row, heaviest) for row in self.picture.rows if self.region in ("", row.city.region)]
        seen = set(stations_for(self.actor).values_list("pk", flat=True))
        address = reverse("registry:station", args=[ANY])  # looked up once: ten thousand look-ups take a second
        stations = [
            {
                "lat": s.lat,
                "lon": s.lon,
                "kind": "station",
                "label": str(s),
                "url": address.replace(ANY, str(s.pk)) if s.pk in seen else "",
            }
            for s in self.picture.stations_of(self.region)
        ]
        extra = [
            {"lat": m.lat, "lon": m.lon, "kind": m.kind, "label": m.label, "url": m.url}
            for m in markers_for(self.actor, self.region)
        ]
        return [*cities, *stations, *extra]

    def city_mark(self, row: Row, heaviest: float) -> dict[str, Any]:
        """Return a city's mark; its area grows with demand."""
        label = f"{row.city.name} · {round(row.demand):,}"
        mark = {
            "lat": row.city.lat,
            "lon": row.city.lon,
            "label": label,
            "weight": HEAVIEST_MARK * row.demand / heaviest,
        }
        if row.is_covered:
            return mark | {"kind": "demand"}
        return mark | {"kind": "gap", "url": propose_url(row.city) if self.actor.may("onboarding.propose") else ""}


def km(distance_m: float) -> int:
    """Return whole kilometres."""
    return round(distance_m / 1000)


def propose_url(city: City | Target) -> str:
    """Return the address of the form that proposes a candidate in this city, or "" where onboarding is not installed."""
    asked = {
        "province_code": city.province_code,
        "city": city.name_zh,
        "lat": f"{city.lat:.5f}",
        "lon": f"{city.lon:.5f}",
        "source": "plan",
    }
    try:
        return f"{reverse('onboarding:propose')}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""


class RadiusForm(forms.Form):
    """The rescue radius and why it changes."""

    radius_km = forms.IntegerField(label=_("Rescue radius (km)"), min_value=5, max_value=1000)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SetRadius(FormPage):
    """Changes the rescue radius for everybody; the earlier ones stay in the history below."""

    action = "planning.manage"
    title = _("Rescue radius")
    template_name = "planning/radius.html"
    form_class = RadiusForm
    success = _("The radius is set. The map counts by it from now on.")
    explain = _("A city counts as covered when a station lies within this distance, as the crow flies.")
    narrow = True

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return [Crumb(_("Network map"), reverse("planning:map"))]

    def initial(self) -> dict[str, Any]:
        """Begin with the radius in force."""
        return {"radius_km": radius_km()}

    def context(self) -> dict[str, Any]:
        """Return the earlier rules."""
        return {"rules": rules_for(self.actor)[:20]}

    def perform(self, form: forms.Form) -> str:
        """Set it."""
        set_radius(form.cleaned_data["radius_km"], reason=form.cleaned_data["reason"], acting_user=self.actor)
        return reverse("planning:map")


class CityTable(RecordTable):
    """The cities."""

    name = NumberColumn(verbose_name=_("City"), accessor="name", linkify=False, order_by=("name_en",))
    province = Column(verbose_name=_("Province"), accessor="province", order_by=("province_en",))
    region = ChoiceColumn(verbose_name=_("Regional office"))
    population = AmountColumn(verbose_name=_("Population"))
    lat = AmountColumn(verbose_name=_("Latitude"))
    lon = AmountColumn(verbose_name=_("Longitude"))

    class Meta(RecordTable.Meta):
        model = City
        fields = ("name", "province", "region", "population", "lat", "lon")

    def render_population(self, value: int) -> str:
        """Separate the thousands."""
        return f"{value:,}"


class CityList(ListPage):
    """All cities that planning counts with."""

    action = "planning.view"
    title = _("Cities")
    table_class = CityTable
    filterset_class = CityFilter
    lit = "planning:map"

    def subtitle(self) -> Text:
        """Name the source, as its licence asks."""
        return _("Cities of 100,000 people and more. Data: GeoNames, CC BY 4.0.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the map."""
        return [Crumb(_("Network map"), reverse("planning:map"))]

    def rows(self) -> Any:
        """Return the cities."""
        return cities_for(self.actor)
