"""The form of a scenario, and how what was asked is typed again."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.money import to_decimal, to_minor
from network.planning.building.cases import PREFIX
from network.planning.demands import brands_known, sources
from network.planning.models import Scenario
from network.planning.provinces import BY_GB, province_named
from network.planning.scenarios.choices import (
    LEVELS,
    MOST_NEAREST,
    NEAREST_SITES,
    USUAL_LEVEL,
    Existing,
    Measure,
    Question,
)
from network.planning.scenarios.conditions import MOST_CAPACITY
from network.planning.scenarios.points import Points
from network.planning.travel.policies import Policy, policy_on
from network.planning.uploads.selectors import lists_offered
from tenants.registry.choices import Region

LINES = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})


class MoneyBox(forms.DecimalField):
    """An amount in yuan that becomes minor units."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=0, decimal_places=2, max_digits=13, **options)

    def clean(self, value: Any) -> int | None:
        """Return minor units."""
        amount = super().clean(value)
        return None if amount is None else to_minor(amount)


def yuan(minor: int | None) -> str:
    """Write minor units as they are typed."""
    return "" if minor is None else f"{to_decimal(minor):f}".removesuffix(".00")


class ScenarioForm(forms.Form):
    """What is asked, and under which conditions."""

    title = forms.CharField(label=_("Name"), max_length=120)
    question = forms.ChoiceField(label=_("Question"), choices=Question.choices)
    count = forms.IntegerField(
        label=_("Number of stations"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("In all, those that stay included. For “Which stations can close?”: how many are to close."),
    )
    demand = forms.ChoiceField(label=_("Demand"))
    demand_list = forms.TypedChoiceField(
        label=_("Uploaded demand"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("A list of places with weights; it takes the place of the demand above."),
    )
    site_list = forms.TypedChoiceField(
        label=_("Uploaded sites"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("Only its candidate sites and today's stations may become sites, no city."),
    )
    leads = forms.BooleanField(
        label=_("Candidates under way may become sites"),
        required=False,
        help_text=_(
            "Those of onboarding that you see, each at its own place, beside the cities or the uploaded sites."
        ),
    )
    radius = forms.IntegerField(
        label=_("Radius (km)"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("In kilometres as they are measured. Leave empty for the rescue radius in force."),
    )
    drive_min = forms.IntegerField(
        label=_("Or minutes on the road"),
        required=False,
        min_value=5,
        max_value=1440,
    )
    measure = forms.ChoiceField(
        label=_("Measured"),
        choices=Measure.choices,
        initial=Measure.STRAIGHT,
        required=False,
        help_text=_(
            "On roads: by the routing server, else the straight line times the detour. The least distance between stations stays as the crow flies."
        ),
    )
    nearest_sites = forms.IntegerField(
        label=_("Sites asked for each place"),
        required=False,
        min_value=1,
        max_value=MOST_NEAREST,
        initial=NEAREST_SITES,
        help_text=_(
            "On roads: the routing server is asked for so many of the nearest sites; farther ones go by the detour."
        ),
    )
    existing = forms.ChoiceField(label=_("Today's stations"), choices=Existing.choices, initial=Existing.STAY)
    kept = forms.CharField(
        label=_("Stations that stay"), required=False, max_length=4000, help_text=_("Codes with spaces between.")
    )
    closed = forms.CharField(
        label=_("Stations that close"), required=False, max_length=4000, help_text=_("Codes with spaces between.")
    )
    wanted = forms.CharField(
        label=_("Wanted cities"),
        required=False,
        max_length=2000,
        help_text=_("Each gets a station. Names with commas between."),
    )
    forbidden = forms.CharField(
        label=_("Forbidden cities"),
        required=False,
        max_length=2000,
        help_text=_("None gets a station. Names with commas between."),
    )
    brands = forms.CharField(
        label=_("Brands"),
        required=False,
        widget=LINES,
        max_length=1000,
    )
    factors = forms.CharField(
        label=_("Factors by province"),
        required=False,
        widget=LINES,
        max_length=2000,
        help_text=_(
            "A province and its factor on each line, such as “Guangdong 1.2”; demand there is multiplied by it."
        ),
    )
    min_distance_km = forms.IntegerField(
        label=_("Least distance between stations (km)"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("As the crow flies. Stations that stay may already lie closer to each other."),
    )
    capacity = forms.IntegerField(
        label=_("Capacity of a station"),
        required=False,
        min_value=1,
        max_value=MOST_CAPACITY,
        help_text=_("Demand that one station can serve; a city may be shared among several."),
    )
    capacities = forms.CharField(
        label=_("Capacities by level"),
        required=False,
        widget=LINES,
        max_length=200,
        help_text=_(
            "A level and its capacity on each line, such as “A 8000”; a level that is not named has the capacity above."
        ),
    )
    new_level = forms.ChoiceField(
        label=_("Level of new stations"),
        choices=[(one, one) for one in LEVELS],
        initial=USUAL_LEVEL,
        required=False,
    )
    site_cost_minor = MoneyBox(label=_("Cost of a new station (¥)"))
    budget_minor = MoneyBox(label=_("Budget (¥)"))
    costs = forms.CharField(
        label=_("Costs by province (¥)"),
        required=False,
        widget=LINES,
        max_length=2000,
        help_text=_("Where a new station costs something else: a province and the amount on each line."),
    )
    quotas = forms.CharField(
        label=_("Quotas by regional office"),
        required=False,
        widget=LINES,
        max_length=500,
        help_text=_("An office with its least and most stations on each line, such as “East 2-5”."),
    )
    time_limit_s = forms.IntegerField(label=_("Time limit (s)"), min_value=1, max_value=120, initial=20)

    groups = (
        (
            _("Question"),
            (
                "title",
                "question",
                "count",
                "demand",
                "brands",
                "demand_list",
                "site_list",
                "leads",
                "radius",
                "drive_min",
                "measure",
                "nearest_sites",
                "time_limit_s",
            ),
        ),
        (_("Conditions"), ("existing", "kept", "closed", "wanted", "forbidden", "factors")),
        (
            _("Limits of the plan"),
            (
                "min_distance_km",
                "capacity",
                "capacities",
                "new_level",
                "site_cost_minor",
                "budget_minor",
                "costs",
                "quotas",
            ),
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["demand"].choices = [(one.code, one.label) for one in sources()]  # type: ignore[attr-defined]
        self.fields["demand"].initial = "vehicles"
        self.fields["brands"].help_text = now_(
            "Only their demand, and only stations that carry all of them. One on each line, with a factor if it counts more or less. Known: %(known)s"
        ) % {"known": ", ".join(brands_known()) or "–"}
        self.fields["drive_min"].help_text = travel_words(policy_on(now()))
        for name in ("demand_list", "site_list"):
            self.fields[name].choices = [("", "–"), *lists_offered()]  # type: ignore[attr-defined]

    def clean_brands(self) -> dict[str, float]:
        """Read the lines."""
        return factors_by_brand(self.cleaned_data["brands"], brands_known())

    def clean_capacities(self) -> dict[str, int]:
        """Read the lines."""
        return capacities_by_level(self.cleaned_data["capacities"])

    def clean_new_level(self) -> str:
        """Return the usual level when none was said."""
        return self.cleaned_data["new_level"] or USUAL_LEVEL

    def clean_measure(self) -> str:
        """Measure as the crow flies when nothing was said."""
        return self.cleaned_data["measure"] or Measure.STRAIGHT

    def clean_nearest_sites(self) -> int:
        """Return the usual number when none was said."""
        return self.cleaned_data["nearest_sites"] or NEAREST_SITES

    def clean_factors(self) -> dict[str, float]:
        """Read the lines."""
        return numbers_by_province(self.cleaned_data["factors"])

    def clean_costs(self) -> dict[str, int]:
        """Read the lines into minor units."""
        return {code: round(100 * amount) for code, amount in numbers_by_province(self.cleaned_data["costs"]).items()}

    def clean_quotas(self) -> dict[str, list[int]]:
        """Read the lines."""
        return quotas_by_office(self.cleaned_data["quotas"])

    def asked(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        for name in ("kept", "closed"):
            given[name] = given[name].replace(",", " ").split()
        for name in ("wanted", "forbidden"):
            given[name] = re.split(r"[,，、;；\n]+", given[name])
        return given


def travel_words(policy: Policy) -> str:
    """Say by which figures minutes become kilometres."""
    given = {"speed": f"{policy.speed_kmh:.0f}", "detour": f"{policy.detour:.2f}", "km": policy.reach_km(120)}
    words = now_("At %(speed)s km/h on roads %(detour)s times as long as the straight line; 120 minutes are %(km)d km.")
    return words % given


def numbers_by_province(text: str) -> dict[str, float]:
    """Read lines of a province and a number. Raises ValidationError with the line that is wrong."""
    found: dict[str, float] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _space, number = line.replace("：", " ").replace(":", " ").rpartition(" ")
        province = province_named(name)
        try:
            amount = float(number.replace(",", ""))
        except ValueError:
            amount = nan
        if province is None or not isfinite(amount):
            raise forms.ValidationError(_("This line is no province with a number: %(line)s"), params={"line": line})
        found[province.gb] = amount
    return found


def factors_by_brand(text: str, known: Sequence[str]) -> dict[str, float]:
    """Read lines of a brand and, if wanted, a factor, which is 1 otherwise; a number may belong to the name of a brand that is known."""
    found: dict[str, float] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = re.fullmatch(r"(.+?)(?:[\s:：]+(\d+(?:\.\d+)?))?", line)
        if line in known or not parts or not parts[2]:
            found[line] = 1.0
        else:
            found[parts[1]] = float(parts[2])
    return found


def capacities_by_level(text: str) -> dict[str, int]:
    """Read lines of a level and its capacity. Raises ValidationError with the line that is wrong."""
    found: dict[str, int] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = re.fullmatch(r"([A-Ca-c])\s*[级:：]?\s*(\d[\d,]{0,14})", line)
        if not parts:
            raise forms.ValidationError(_("This line is no level with a number: %(line)s"), params={"line": line})
        found[parts[1].upper()] = int(parts[2].replace(",", ""))
    return found


def quotas_by_office(text: str) -> dict[str, list[int]]:
    """Read lines of an office and its least and most stations. Raises ValidationError with the line that is wrong."""
    found: dict[str, list[int]] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = re.fullmatch(r"(.+?)[\s:：]+(\d{1,4})\s*[-–~至]\s*(\d{1,4})", line)
        region = _office(parts[1]) if parts else ""
        if not parts or not region:
            raise forms.ValidationError(_("This line is no office with two numbers: %(line)s"), params={"line": line})
        found[region] = [int(parts[2]), int(parts[3])]
    return found


def _office(name: str) -> str:
    wanted = name.strip().casefold()
    return next(
        (one.value for one in Region if wanted == one.value or str(one.label).casefold().startswith(wanted)), ""
    )


def lines_by_office(quotas: Mapping[str, Sequence[int]]) -> str:
    """Write the lines that `quotas_by_office` reads."""
    return "\n".join(f"{Region(region).label} {low}-{high}" for region, (low, high) in quotas.items())


def lines_by_province(numbers: Mapping[str, float]) -> str:
    """Write the lines that `numbers_by_province` reads."""
    return "\n".join(f"{BY_GB[code].name_zh} {number:.12g}" for code, number in numbers.items())


def typed_of(scenario: Scenario) -> dict[str, str]:
    """Return what was typed in the form for this scenario, so that it can be asked again with changes."""
    names = {one.key: one.name_zh for one in Points.read(scenario.points).rows}
    given = {
        "title": scenario.title,
        "question": scenario.question,
        "demand": scenario.demand,
        "demand_list": scenario.demand_list_id,
        "site_list": scenario.site_list_id,
        "leads": "on" if any(one.startswith(f"{PREFIX}_") for one in names) else "",
        "count": scenario.count,
        "radius": None if scenario.drive_min else scenario.radius_km,
        "drive_min": scenario.drive_min,
        "measure": scenario.measure,
        "nearest_sites": scenario.nearest_sites,
        "existing": scenario.existing,
        "kept": " ".join(scenario.kept),
        "closed": " ".join(scenario.closed),
        "wanted": ", ".join(names[one] for one in scenario.wanted),
        "forbidden": ", ".join(names[one] for one in scenario.forbidden),
        "brands": "\n".join(
            f"{name} {factor:.12g}" if factor != 1 else name for name, factor in scenario.brands.items()
        ),
        "factors": lines_by_province(scenario.factors),
        "min_distance_km": scenario.min_distance_km,
        "capacity": scenario.capacity,
        "capacities": "\n".join(f"{level} {room}" for level, room in sorted(scenario.capacities.items())),
        "new_level": scenario.new_level,
        "site_cost_minor": yuan(scenario.site_cost_minor),
        "budget_minor": yuan(scenario.budget_minor),
        "costs": lines_by_province({code: minor / 100 for code, minor in scenario.costs.items()}),
        "quotas": lines_by_office(scenario.quotas),
        "time_limit_s": scenario.time_limit_s,
    }
    return {name: str(value) for name, value in given.items() if value not in (None, "")}
