"""Components: the list with life models, and a page for each."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.insight import figures
from billing.insight.choices import LIVE
from billing.insight.choosing import Choice
from billing.insight.drawing import component, quality, service
from billing.insight.fleet import DAYS_A_MONTH, Fleet
from billing.insight.lifetimes import adjusted_of, component_fleet
from billing.insight.selectors import facts_for, warnings_for
from billing.insight.showing import PROBLEMS, failure_names, part_names, supplier_names
from catalog.models import Component, VehicleModel
from catalog.selectors import components_for, models_for
from common.errors import NotYours
from common.pages import Crumb, Fact, Page
from common.pages.parts import address
from common.text import Text

SOON_MONTHS = 12


class ComponentList(Page):
    """All components with what is known of their lives."""

    action = "insight.quality"
    title = _("Component reliability")
    template_name = "insight/components.html"

    def context(self) -> dict[str, Any]:
        """Return a row for each component, the most failures first."""
        warned = list(warnings_for(self.actor).filter(status__in=LIVE).values_list("component_code", flat=True))
        rows = [self.row(one, warned.count(one.code)) for one in components_for(self.actor)]
        return {"rows": sorted(rows, key=lambda row: -row["failures"])}

    def row(self, one: Component, warnings: int) -> dict[str, Any]:
        """Return a component's line."""
        fit = component_fleet(one.code).fit
        return {
            "component": one,
            "url": address("insight:component", [one.code]),
            "failures": int(fit.failures),
            "vehicles": int(fit.units),
            "shape": None if fit.problem else f"{fit.shape:.2f}",
            "share": f"{100 * float(fit.failed_share([SOON_MONTHS * DAYS_A_MONTH])[0]):.2f} %",
            "warnings": warnings,
        }


class ComponentPage(Page):
    """One component: its life model, its repairs, cost, suppliers, failure codes, warnings."""

    action = "insight.quality"
    template_name = "insight/component.html"
    lit = "insight:components"

    @cached_property
    def component(self) -> Component:
        """Return the component. Raises NotYours for a code that there is not."""
        found: Component | None = components_for(self.actor).filter(code=self.kwargs["code"]).first()
        if found is None:
            raise NotYours
        return found

    @cached_property
    def models(self) -> list[VehicleModel]:
        """Return the models to choose from."""
        return list(models_for(self.actor))

    @cached_property
    def model(self) -> str:
        """Return the chosen model, or nothing for all."""
        asked = self.request.GET.get("model", "")
        return asked if asked in [one.code for one in self.models] else ""

    @cached_property
    def fleet(self) -> Fleet:
        """Return the lives."""
        return component_fleet(self.component.code, self.model)

    def get_title(self) -> Text:
        """Return the component's name."""
        return f"{self.component.name} {self.component.code}"

    def subtitle(self) -> Text:
        """Say what the statistics rest on."""
        frame = self.fleet.window
        words = now_("%(n)s vehicles built since %(built)s, watched from %(first)s to %(last)s within their warranty")
        return words % {
            "n": f"{self.fleet.vehicles:,}",
            "built": f"{frame.built_from:%Y-%m}",
            "first": frame.records_from,
            "last": frame.until,
        }

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Component reliability"), address("insight:components"))]

    def facts(self) -> list[Fact]:
        """Return the life model in words."""
        fit = self.fleet.fit
        month, year = (100 * float(fit.failed_share([m * DAYS_A_MONTH])[0]) for m in (3, SOON_MONTHS))
        found = [
            Fact(_("First failures"), int(fit.failures)),
            Fact(_("Repairs in all"), len(self.fleet.seen)),
            Fact(_("Failed after 3 months"), f"{month:.2f} %"),
            Fact(_("Failed after 12 months"), f"{year:.2f} %"),
        ]
        if fit.problem:
            return [*found, Fact(_("Life model"), PROBLEMS[fit.problem], wide=True)]
        low, high = fit.shape_bounds
        scale_low, scale_high = fit.scale_bounds
        return [
            *found,
            Fact(_("Weibull shape"), f"{fit.shape:.2f}", hint=f"{low:.2f} – {high:.2f}"),
            Fact(_("Characteristic life (days)"), f"{fit.scale:,.0f}", hint=f"{scale_low:,.0f} – {scale_high:,.0f}"),
            Fact(_("What the shape says"), said_of(low, high), wide=True),
        ]

    def context(self) -> dict[str, Any]:
        """Return the page's parts."""
        code = self.component.code
        choice = Choice.of({"component": code, "model": self.model})
        by_month = service.over_months(figures.counts_by(self.actor, choice, "month"), choice)
        rows = figures.narrowed(facts_for(self.actor), choice)
        months, rates = adjusted_of(Choice.of({"component": code, "model": self.model}, 24))
        parts, codes = figures.top(rows, "part_number"), figures.top(rows, "failure_code")
        names, failures = part_names([one[0] for one in parts]), failure_names([one[0] for one in codes])
        return {
            "facts": self.facts(),
            "life": [component.weibull_plot(self.fleet), component.repairs(self.fleet)],
            "charts": [
                quality.adjusted(months, rates, Choice.of({"component": code, "model": self.model}, 24)),
                service.cost(by_month, choice),
                service.recovery_suppliers(figures.recovery_by(choice, "supplier_id"), supplier_names(), choice),
            ],
            "parts": [(names.get(number, ""), number, n, choice.behind(part=number)) for number, n, _cost in parts],
            "codes": [(failures.get(one, ""), one, n, choice.behind(failure_code=one)) for one, n, _cost in codes],
            "warnings": warnings_for(self.actor).filter(component_code=code)[:20],
            "models": self.models,
            "model": self.model,
        }  # fmt: skip


def said_of(low: float, high: float) -> Text:
    """Return what the bounds of a shape mean."""
    if low > 1:
        return pgettext_lazy("shape", "Wear: the older, the more likely a failure.")
    if high < 1:
        return pgettext_lazy(
            "shape", "Early failures: what survives the first time lasts; look at production and installation."
        )
    return pgettext_lazy("shape", "By chance, as far as the data tell: age does not matter.")
