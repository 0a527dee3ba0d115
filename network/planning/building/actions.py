"""Making a build plan from a scenario, changing its targets, attaching candidates."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, NotYours, WrongState
from common.history.record import record
from network.planning.building.cases import ports
from network.planning.building.models import BuildPlan, Target, TargetLevel
from network.planning.building.selectors import targets_for
from network.planning.scenarios.choices import ScenarioError
from network.planning.scenarios.models import Scenario
from network.planning.scenarios.points import Points
from network.planning.scenarios.selectors import scenarios_for


@transaction.atomic
def make_build_plan(
    scenario_id: UUID,
    *,
    title: str,
    level: str,
    first_due_on: date,
    last_due_on: date,
    acting_user: Actor,
) -> BuildPlan:
    """Make a target of every new station of a scenario; those with most demand come first, dates are spread evenly over the span.

    Raises WrongState without an answer, Invalid when nothing new is in it, or for dates that can't be. From here on everybody who plans
    sees the scenario.
    """
    acting_user.require("planning.manage")
    scenario: Scenario = scenarios_for(acting_user).locked().get_or_404(scenario_id)
    if not scenario.result.get("sites"):
        raise WrongState(_("There is no plan in this scenario."), code=ScenarioError.NOT_FINISHED)
    if not title.strip():
        raise Invalid(_("Give it a name by which you will find it again."), field="title")
    if last_due_on < first_due_on:
        raise Invalid(_("The last day lies before the first."), field="last_due_on")
    plan = BuildPlan.objects.create(
        title=title.strip(),
        scenario=scenario,
        first_due_on=first_due_on,
        last_due_on=last_due_on,
        made_by=acting_user.id,
        made_by_name=acting_user.name,
    )
    targets = Target.objects.bulk_create(_targets(plan, scenario, TargetLevel(level)))
    if not targets:
        raise Invalid(_("This scenario has no new station."), field="title")
    if not scenario.shared:
        scenario.change(shared=True)
        record(scenario, "scenario.shared", acting_user, after={"shared": True})
    after = {
        "from_scenario": scenario.title,
        "targets": len(targets),
        "first_due_on": first_due_on,
        "last_due_on": last_due_on,
    }
    record(plan, "build_plan.made", acting_user, after=after)
    return plan


def _targets(plan: BuildPlan, scenario: Scenario, level: TargetLevel) -> list[Target]:
    points = Points.read(scenario.points).rows
    loads = dict(zip(scenario.result["sites"], scenario.result["plan"]["load"], strict=True))
    new = sorted((n for n in loads if not points[n].is_station), key=lambda n: -loads[n])
    span = (plan.last_due_on - plan.first_due_on).days
    return [
        Target(
            plan=plan,
            place_key=points[n].key,
            name_zh=points[n].name_zh,
            name_en=points[n].name_en,
            province_code=points[n].province_code,
            region=points[n].region,
            lat=points[n].lat,
            lon=points[n].lon,
            load=loads[n],
            level=level,
            due_on=plan.first_due_on + timedelta(days=span * place // max(1, len(new) - 1)),
        )
        for place, n in enumerate(new)
    ]


@transaction.atomic
def change_target(target_id: UUID, *, level: str, due_on: date, reason: str, acting_user: Actor) -> Target:
    """Give a target another level or day, with a reason. Raises Invalid without one."""
    acting_user.require("planning.manage")
    target: Target = targets_for(acting_user).locked().get_or_404(target_id)
    if not reason.strip():
        raise Invalid(_("Say why it changes."), field="reason")
    before = {"level": target.level, "due_on": target.due_on}
    target.change(level=TargetLevel(level), due_on=due_on)
    record(
        target,
        "build_target.changed",
        acting_user,
        before=before,
        after={"level": level, "due_on": due_on},
        reason=reason,
    )
    return target


@transaction.atomic
def attach_case(target_id: UUID, case_id: UUID, *, acting_user: Actor) -> Target:
    """Say which candidate is to become this target's station. Raises NotYours for one out of sight, Invalid for one of another office or one
    that was turned down, WrongState when it stands for another target already."""
    acting_user.require("planning.solve")
    target: Target = targets_for(acting_user).locked().get_or_404(target_id)
    case = next((one for one in ports.in_sight(acting_user) if one.id == case_id), None)
    if case is None:
        raise NotYours
    if case.region != target.region or case.is_over:
        raise Invalid(
            _("Choose a candidate of the target's own office who is still under way or open."), field="candidate"
        )
    try:
        with transaction.atomic():
            target.change(case_id=case_id)
    except IntegrityError as error:
        raise WrongState(_("This candidate stands for another target already.")) from error
    record(target, "build_target.attached", acting_user, after={"candidate": case.name})
    return target


@transaction.atomic
def detach_case(target_id: UUID, *, acting_user: Actor) -> Target:
    """Take the candidate off again. Raises WrongState when there is none, NotYours for one out of sight."""
    acting_user.require("planning.solve")
    target: Target = targets_for(acting_user).locked().get_or_404(target_id)
    if target.case_id is None:
        raise WrongState
    case = next((one for one in ports.in_sight(acting_user) if one.id == target.case_id), None)
    if case is None:
        raise NotYours
    target.change(case_id=None)
    record(target, "build_target.detached", acting_user, before={"candidate": case.name})
    return target
