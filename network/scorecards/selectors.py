"""Which standards a person may see, and which one rules a month."""

from datetime import date, datetime, time

from accounts.actors import Actor
from billing.policy.choices import PolicyStatus
from billing.policy.rulebook.versions import in_force
from common.clock import business_zone
from common.records import RecordQuerySet
from network.scorecards.models import ScoreStandard
from network.scorecards.standard import EXAMPLE, Standard, standard_of


def standards_for(actor: Actor) -> RecordQuerySet:
    """Return the versions: all for head office, what was published for the stations that are measured by it."""
    rows: RecordQuerySet = ScoreStandard.objects.all()
    if not actor.may("scorecards.view") or actor.is_supplier:
        return rows.none()
    return rows if actor.is_office else rows.filter(status=PolicyStatus.PUBLISHED)


def standard_of_month(month: date) -> Standard:
    """Return the standard of a month: the version in force when it began, so that nobody is measured by rules that came later."""
    begun = datetime.combine(month.replace(day=1), time.min, tzinfo=business_zone())
    row = in_force(ScoreStandard.objects, begun)
    return standard_of(row.label, row.values) if row else EXAMPLE
