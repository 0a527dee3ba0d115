"""Issuing an edition of the rules for major events."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import today
from common.errors import Invalid
from common.history.record import record
from network.incidents.choices import IncidentError
from network.incidents.models import IncidentPolicy
from network.incidents.selectors import policies_for


@transaction.atomic
def issue_rules(
    *,
    starts_on: date,
    acknowledge_minutes: int,
    levels: dict[str, dict[str, Any]] | None = None,
    checklists: dict[str, list[dict[str, Any]]] | None = None,
    acting_user: Actor,
) -> IncidentPolicy:
    """Issue the next edition; levels and checklists that are not given stay as they are. Running events keep theirs.

    Raises Invalid for a day before tomorrow or before the newest edition.
    """
    acting_user.require("incidents.configure")
    newest = policies_for(acting_user).order_by("-edition").first()
    if starts_on <= today() or (newest and starts_on < newest.starts_on):
        raise Invalid(
            _("Choose a later day than today, and none before the newest edition."),
            code=IncidentError.DUE,
            field="starts_on",
        )
    rules = IncidentPolicy(
        edition=newest.edition + 1 if newest else 1,
        starts_on=starts_on,
        acknowledge_minutes=acknowledge_minutes,
        levels=(newest.levels if newest else {}) | (levels or {}),
        checklists=(newest.checklists if newest else {}) | (checklists or {}),
    )
    rules.save(force_insert=True)
    record(rules, "incident_rules.issued", acting_user, after={"edition": rules.edition, "starts_on": starts_on})
    return rules
