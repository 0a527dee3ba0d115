"""Which facts and warnings a person may see, and the rule in force."""

from calendar import monthrange
from typing import Any

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus
from billing.insight.models import USUAL_RULE, BatchWarning, ClaimFact, WarningRule
from catalog.models import Vehicle
from common.records import RecordQuerySet


def facts_for(actor: Actor) -> RecordQuerySet:
    """Return a station's own claims as facts; for head office all."""
    rows = ClaimFact.objects.select_related("station")
    if not actor.may("insight.view"):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def facts_with(region: str = "", model: str = "", component: str = "") -> Any:
    """Return the keys of the claims of a region, model or component, as a subquery for a list that has its own gate."""
    wanted = {"region": region, "model_code": model, "component_code": component}
    return ClaimFact.objects.filter(**{name: one for name, one in wanted.items() if one}).values("claim_id")


def warnings_for(actor: Actor) -> RecordQuerySet:
    """Return the warnings: head office's alone."""
    rows = BatchWarning.objects.all()
    return rows if actor.is_office and actor.may("insight.warnings") else rows.none()


def rules_for(actor: Actor) -> RecordQuerySet:
    """Return the rules of the early warning, newest first."""
    rows = WarningRule.objects.order_by("-created_at", "-id")
    return rows if actor.is_office and actor.may("insight.warnings") else rows.none()


def rule_in_force() -> WarningRule:
    """Return the newest rule; the usual one, unsaved, before anybody set one."""
    found: Any = WarningRule.objects.order_by("-created_at", "-id").first()
    return found or WarningRule(**USUAL_RULE)


def claims_behind(warning: BatchWarning, actor: Actor) -> RecordQuerySet:
    """Return the claims that the warning counts from, rejected ones left out."""
    rows = facts_for(actor).filter(
        component_code=warning.component_code, built_month__range=(warning.built_from, warning.built_to)
    )
    if warning.subject_code != warning.component_code:
        rows = rows.filter(part_number=warning.subject_code)
    return rows.exclude(status=ClaimStatus.REJECTED)


def vehicles_built(warning: BatchWarning, actor: Actor) -> RecordQuerySet:
    """Return the vehicles of the build months that have been sold and have not failed so far."""
    failed = claims_behind(warning, actor).filter(vehicle_id__isnull=False).values("vehicle_id")
    rows = Vehicle.objects.select_related("model").exclude(pk__in=failed)
    if not actor.may("insight.warnings"):
        return rows.none()
    last = warning.built_to.replace(day=monthrange(warning.built_to.year, warning.built_to.month)[1])
    return rows.filter(built_on__range=(warning.built_from, last), sold_on__isnull=False).order_by("vin")
