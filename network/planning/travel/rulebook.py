"""The clauses of a travel policy, for form, page, comparison and API."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import FACTOR, SPEED, Book, Chapter, Clause, Table
from common.errors import Invalid
from network.planning.travel.policies import EXAMPLE, Policy, RegionRule, policy_of
from tenants.registry.choices import Region

CHAPTERS = (
    Chapter(
        "travel",
        _("From the straight line to the road"),
        (
            Clause("detour", _("Road over straight line: times"), FACTOR),
            Clause("speed_mps", _("Speed of a service vehicle, stops included (km/h)"), SPEED),
        ),
    ),
)


class RegionForm(forms.Form):
    """Figures of one region."""

    region = forms.ChoiceField(label=_("Regional office"), choices=Region.choices)
    detour = forms.FloatField(label=_("Road over straight line: times"), min_value=1, max_value=10)
    speed_kmh = forms.FloatField(
        label=_("Speed of a service vehicle, stops included (km/h)"), min_value=5, max_value=200
    )


def _region_shown(one: RegionRule) -> dict[str, Any]:
    return {"region": one.region, "detour": one.detour, "speed_kmh": round(3.6 * one.speed_mps, 3)}


def _region_stored(row: Mapping[str, Any]) -> list[Any]:
    return [row["region"], row["detour"], row["speed_kmh"] / 3.6]


def _region_words(row: int, one: RegionRule) -> tuple[str, str]:
    given = {"detour": f"{one.detour:.2f}", "speed": f"{3.6 * one.speed_mps:.0f}"}
    return str(Region(one.region).label), now_("%(detour)s times the straight line, %(speed)s km/h") % given


TABLES = (
    Table("regions", _("Regions where it is otherwise"), RegionForm, _region_shown, _region_stored, _region_words),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for a road that is shorter than the straight line, and for a region that is named twice."""
    for one in policy.regions:
        if one.region not in Region.values or not (1 <= one.detour <= 10 and 1 <= one.speed_mps <= 60):
            raise Invalid(_("A region's detour is at least 1, its speed between 5 and 200 km/h."), field="regions")
    if len({one.region for one in policy.regions}) != len(policy.regions):
        raise Invalid(_("Name each region once."), field="regions")
    if not 1 <= policy.detour <= 10:
        raise Invalid(_("A road is at least as long as the straight line."), field="detour")
    if not 1 <= policy.speed_mps <= 60:
        raise Invalid(_("Give a speed between 5 and 200 km/h."), field="speed_mps")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
