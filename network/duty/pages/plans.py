"""The sampling plan with its editions, and the draws with their proof."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Section
from common.text import Text
from network.duty.actions import draw_checks, issue_plan, same_again
from network.duty.choices import CheckKind, DayKind
from network.duty.drawing import Unit
from network.duty.models import DutyDraw, DutyPlan, band_name
from network.duty.pages.forms import BandFormSet, DrawForm, PlanForm
from network.duty.pages.tables import DrawFilter, DrawTable, PlanFilter, PlanTable
from network.duty.selectors import draws_for, left_to_call, newest_plan, plans_for
from tenants.registry.choices import Region

VIEW, PLAN, DRAW = "dutychecks.view", "dutychecks.plan", "dutychecks.draw"
PLAN_FACTS = (
    "starts_on", "share_percent", "number", "least_per_station", "office_calls", "tries", "retry_gap_minutes", "answer_within_s", "questions",
    "points_answered", "points_in_time", "points_person", "points_questions",
    "lost_per_retry", "pass_score", "appeal_days", "risk_weight", "issued_by_name",
)  # fmt: skip


class PlanList(ListPage):
    """Editions of the plan."""

    action = VIEW
    title = _("Sampling plan")
    table_class = PlanTable
    filterset_class = PlanFilter

    def rows(self) -> Any:
        """Return the editions."""
        return plans_for(self.actor)


class OfficePlanList(PlanList):
    """The same at head office, with the way to the next edition."""

    create = Button(_("Make the next edition"), "duty:issue", action=PLAN, primary=True, icon="edit")


class PlanDetail(DetailPage):
    """One edition: how many are drawn, when, and how a call is scored."""

    action = VIEW
    list_name = "duty:plans"
    lit = "duty:plans"

    def record(self) -> Any:
        """Return the edition."""
        return plans_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Sampling plan"), reverse("duty:plans"))]

    def title_for(self, plan: DutyPlan) -> Text:
        """Return the edition."""
        return f"{_('Sampling plan')} · {plan.edition}"

    def facts(self, plan: DutyPlan) -> Sequence[Fact]:
        """Return what it says."""
        named = [(plan._meta.get_field(name).verbose_name, getattr(plan, name)) for name in PLAN_FACTS]  # type: ignore[union-attr]
        return [Fact(_("drawn"), plan.get_period_display()), *(Fact(words, value) for words, value in named)]

    def sections(self, plan: DutyPlan) -> Sequence[Section]:
        """Return the hour bands."""
        bands = [(band_name(plan, one.code), one.start, one.end, DayKind(one.days).label) for one in plan.hour_bands()]
        return [Section(_("Hour bands"), "duty/bands.html", {"bands": bands}, count=len(bands))]


class IssuePlan(FormPage):
    """The next edition."""

    action = PLAN
    title = _("Make the next edition")
    form_class = PlanForm
    lines: ClassVar[Any] = {"bands": (_("Hour bands"), BandFormSet)}
    submit_label = _("Issue the edition")
    success = _("The new edition is issued. What was drawn keeps its own.")
    lit = "duty:plans"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Sampling plan"), reverse("duty:plans"))]

    def make_form(self, *, bound: bool) -> Any:
        """Begin with what the newest edition says; a new row is made by the action."""
        newest = newest_plan()
        first = {name: getattr(newest, name) for name in PlanForm.base_fields if newest and name != "starts_on"}
        return PlanForm(self.request.POST, initial=first) if bound else PlanForm(initial=first)

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Begin with the newest edition's bands."""
        newest = newest_plan()
        return newest.bands if newest else ()

    def perform(self, form: Any) -> str:
        """Issue it."""
        rows = [
            one.row()
            for one in self.line_forms["bands"].forms
            if one.cleaned_data and not one.cleaned_data.get("DELETE")
        ]
        values = {name: form.cleaned_data[name] for name in PlanForm.base_fields}
        return issue_plan(bands=rows, acting_user=self.actor, **values).get_absolute_url()


class DrawList(ListPage):
    """Draws."""

    action = DRAW
    title = _("Draws")
    table_class = DrawTable
    filterset_class = DrawFilter
    create = Button(_("Draw a period"), "duty:make_draw", action=DRAW, primary=True, icon="arrows-shuffle")
    empty = _("Nothing is drawn yet. Draw this period's checks first.")

    def rows(self) -> Any:
        """Return the draws."""
        return draws_for(self.actor)


class DrawDetail(DetailPage):
    """One draw, made once more from its seed on this page: the same checks come out, or it says so."""

    action = DRAW
    list_name = "duty:draws"
    lit = "duty:draws"

    def record(self) -> Any:
        """Return the draw."""
        return draws_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Draws"), reverse("duty:draws"))]

    def facts(self, made: DutyDraw) -> Sequence[Fact]:
        """Return period, counts, seed and proof."""
        proof = (
            _("Drawn again from the seed: the same checks come out.")
            if same_again(made)
            else _("Drawn again from the seed: other checks come out!")
        )
        offices = sum(Unit(*row).is_office for row in made.frame)
        return [
            Fact(_("from"), made.first_day),
            Fact(_("until"), made.last_day),
            Fact(_("checks drawn"), made.drawn, hint=_("%(left)d still to be called") % {"left": left_to_call(made)}),
            Fact(_("sampling plan"), f"{_('edition')} {made.plan.edition}", url=made.plan.get_absolute_url()),
            Fact(_("drawn by"), made.drawn_by_name),
            Fact(_("Stations in the list"), len(made.frame) - offices),
            Fact(
                _("Regional offices in the list"),
                offices,
                hint=""
                if offices
                else _("No duty phone of a regional office was registered: only stations were drawn."),
            ),
            Fact(_("seed"), made.seed, wide=True),
            Fact(_("SHA-256 of the result"), made.digest, hint=proof, wide=True),
        ]

    def sections(self, made: DutyDraw) -> Sequence[Section]:
        """Return how many checks each stratum got; which stations stays unsaid until they are called."""
        counts = Counter(made.checks.order_by().values_list("region", "level", "band"))
        rows = [
            (Region(region).label, level or CheckKind.OFFICE.label, band_name(made.plan, band), count)
            for (region, level, band), count in sorted(counts.items())
        ]
        return [Section(_("Strata"), "duty/strata.html", {"rows": rows}, count=len(rows))]


class MakeDraw(FormPage):
    """Draw a period."""

    action = DRAW
    title = _("Draw a period")
    form_class = DrawForm
    submit_label = _("Draw")
    success = _("The checks are drawn. They appear on the caller's sheet in their hours.")
    explain = _("The seed is made now and kept with the list of stations, so that the draw can be repeated and proven.")
    narrow = True
    lit = "duty:draws"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Draws"), reverse("duty:draws"))]

    def initial(self) -> dict[str, Any]:
        """Propose this period."""
        return {"day": today()}

    def perform(self, form: Any) -> str:
        """Draw."""
        return draw_checks(form.cleaned_data["day"], acting_user=self.actor).get_absolute_url()
