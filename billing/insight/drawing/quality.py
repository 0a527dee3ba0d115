"""The charts of the quality dashboard: what build months, models and ages cost, and how often they fail."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.insight.choosing import Choice, said
from billing.insight.reliability import AdjustedRate
from common.pages import Chart, HeatMap, Look, Series, Unit

LONGEST_AGE = 36
LEAST_MATURITY = 0.1  # younger months say nothing yet


def behind(choice: Choice, **more: str) -> str:
    """Return the claims of build months: the months of a choice are months of build here."""
    narrow = {"model": choice.model, "component": choice.component}
    span = {"built_from": said(choice.first), "built_to": said(choice.last)}
    query = {name: one for name, one in (narrow | span | more).items() if one}
    return f"{reverse('insight:claims')}?{urlencode(query)}"


def heat(
    costs: Sequence[Mapping[str, Any]], vehicles: Mapping[date, int], names: Mapping[str, str], choice: Choice
) -> HeatMap:
    """Cost per vehicle by component and build month."""
    months = choice.months()
    by_key = {(row["component_code"], row["built_month"]): row["cost"] for row in costs}
    totals: dict[str, int] = {}
    for row in costs:
        totals[row["component_code"]] = totals.get(row["component_code"], 0) + row["cost"]
    codes = sorted((code for code in totals if code), key=lambda code: -totals[code])
    values = [
        [by_key.get((code, month), 0) // vehicles[month] if vehicles.get(month) else None for month in months]
        for code in codes
    ]
    links = {
        (row, column): behind(choice, component=code, built_from=said(month), built_to=said(month))
        for row, code in enumerate(codes)
        for column, month in enumerate(months)
        if by_key.get((code, month))
    }
    return HeatMap(
        "heat",
        _("Cost per vehicle by component and build month"),
        [said(month) for month in months],
        unit=Unit.MONEY,
        first=_("Component"),
        lines=[names.get(code, code) for code in codes],
        values=values,
        links=links,
        height="lg",
        caption=_(
            "Settled cost divided by the vehicles of the build month that have been sold. A cell that stands out of its row is worth a look."
        ),
        empty=_("No vehicle of these build months has had a settled claim."),
    )


def by_build_month(costs: Mapping[date, int], vehicles: Mapping[date, int], choice: Choice) -> Chart:
    """Cost per vehicle and vehicles sold."""
    months = choice.months()
    per_vehicle = [costs.get(month, 0) // vehicles[month] if vehicles.get(month) else None for month in months]
    links = [behind(choice, built_from=said(month), built_to=said(month)) for month in months]
    return Chart(
        "built",
        _("Warranty cost per vehicle by build month"),
        [said(month) for month in months],
        [
            Series(_("Cost per vehicle"), per_vehicle, links=links),
            Series(
                _("Sold vehicles"),
                [vehicles.get(month, 0) for month in months],
                Look.LINE,
                unit=Unit.COUNT,
                right=True,
                dashed=True,
            ),
        ],
        unit=Unit.MONEY,
        first=_("Build month"),
        caption=_(
            "Older months have had more time to cost something: compare them by the failure rate below, which allows for that."
        ),
    )


def by_model(costs: Mapping[str, int], vehicles: Mapping[str, int], names: Mapping[str, str], choice: Choice) -> Chart:
    """Cost per vehicle by model."""
    codes = sorted(vehicles, key=lambda code: -(costs.get(code, 0) / max(vehicles[code], 1)))
    return Chart(
        "models",
        _("Warranty cost per vehicle by model"),
        [names.get(code, code) for code in codes],
        [
            Series(
                _("Cost per vehicle"),
                [costs.get(code, 0) // max(vehicles[code], 1) for code in codes],
                links=[behind(choice, model=code) for code in codes],
            )
        ],
        unit=Unit.MONEY,
        first=_("Model"),
        horizontal=True,
    )


def by_age(costs: Mapping[int, int], at_age: Sequence[float], choice: Choice) -> Chart:
    """Cost that a vehicle has caused by each month in service, on average."""
    total, values = 0.0, []
    for age, reached in enumerate(at_age):
        if reached < 1:
            break
        total += costs.get(age, 0) / reached
        values.append(round(total))
    ages = list(range(1, len(values) + 1))
    return Chart(
        "ages",
        _("Warranty cost per vehicle by months in service"),
        [str(age) for age in ages],
        [
            Series(
                _("Cost per vehicle so far"),
                values,
                Look.LINE,
                links=[behind(choice, age=str(age - 1)) for age in ages],
            )
        ],
        unit=Unit.MONEY,
        first=_("Months in service"),
        x_title=_("Months in service"),
        caption=_(
            "Added up from month to month over the vehicles that were watched at that age; a point opens the claims of its month."
        ),
    )


def adjusted(months: Sequence[date], rates: AdjustedRate, choice: Choice) -> Chart:
    """Repairs per 1,000 vehicles by build month, as they will be at the full age."""
    per = 1_000

    def known(values: Any) -> list[float | None]:
        return [
            None if value != value or rates.maturity[place] < LEAST_MATURITY else float(value) * per
            for place, value in enumerate(values)
        ]

    return Chart(
        "rate",
        _("First failures per 1,000 vehicles by build month, adjusted for maturity"),
        [said(month) for month in months],
        [
            Series(_("Exact bounds (95 %)"), known(rates.upper), Look.BAND, low=known(rates.lower)),
            Series(
                _("Failures per 1,000 vehicles"),
                known(rates.rate),
                Look.LINE,
                links=[behind(choice, built_from=said(month), built_to=said(month)) for month in months],
            ),
            Series(
                _("Seen by now (%)"),
                [float(one) * 100 for one in rates.maturity],
                Look.LINE,
                unit=Unit.PERCENT,
                right=True,
                dashed=True,
            ),
        ],
        unit=Unit.NUMBER,
        first=_("Build month"),
        caption=_(
            "As if all vehicles had reached the full age and all claims were in: observed failures over those to be expected by now."
        ),
        empty=_("Too few failures to compare build months."),
    )
