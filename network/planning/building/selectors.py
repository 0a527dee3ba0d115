"""Which build plans a person sees, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.actors import Actor
from common.clock import today
from common.records import RecordQuerySet
from network.planning.building.cases import Case, ports
from network.planning.building.models import BuildPlan, Target
from tenants.registry.choices import Region


def build_plans_for(actor: Actor) -> RecordQuerySet:
    """Return all build plans for those at head office who may plan; stations have none."""
    rows: RecordQuerySet = BuildPlan.objects.select_related("scenario")
    return rows if actor.is_office and actor.may("planning.view") else rows.none()


def targets_for(actor: Actor) -> RecordQuerySet:
    """Return the targets of these plans."""
    rows: RecordQuerySet = Target.objects.select_related("plan").filter(plan__in=build_plans_for(actor))
    return rows


@dataclass(frozen=True, slots=True)
class Progress:
    """A target and the candidate who is to become it."""

    target: Target
    case: Case | None
    day: date

    @property
    def is_opened(self) -> bool:
        """Whether its station is open."""
        return self.case is not None and self.case.is_opened

    @property
    def is_under_way(self) -> bool:
        """Whether a candidate is on the way."""
        return self.case is not None and not self.case.is_opened and not self.case.is_over

    @property
    def is_late(self) -> bool:
        """Whether the day has passed without a station, or it came after its day."""
        opened_on = self.case.opened_on if self.case and self.case.is_opened else None
        return (opened_on or self.day) > self.target.due_on


def progress_of(targets: Sequence[Target], actor: Actor | None = None) -> list[Progress]:
    """Return how far each target is. A candidate that `actor` does not see leads nowhere: an office is not shown a page it can't open."""
    found = ports.known({one.case_id for one in targets if one.case_id})
    if actor is not None and found:
        seen = ports.seen_of(actor, found.keys())
        found = {key: one if key in seen else replace(one, url="") for key, one in found.items()}
    day = today()
    return [Progress(one, found.get(one.case_id) if one.case_id else None, day) for one in targets]


@dataclass(frozen=True, slots=True)
class OfficeTotal:
    """How far an office is with its targets."""

    label: str
    targets: int
    opened: int
    under_way: int
    late: int


def totals_of(rows: Sequence[Progress]) -> list[OfficeTotal]:
    """Return a line for each regional office that has targets."""
    lines = []
    for region in Region:
        mine = [one for one in rows if one.target.region == region]
        if mine:
            counts = (
                sum(one.is_opened for one in mine),
                sum(one.is_under_way for one in mine),
                sum(one.is_late for one in mine),
            )
            lines.append(OfficeTotal(str(region.label), len(mine), *counts))
    return lines
