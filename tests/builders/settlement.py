"""Months with postings and statements for tests."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from accounts.roles import Role
from billing.settlement.closing import issue_statement
from billing.settlement.models import Statement
from common.clock import today
from common.scope import for_office
from tests.builders.ledger import claim_posting
from tests.world import office_actor


def month_ago(months: int = 1) -> date:
    """Return the first day of the month `months` ago."""
    first = today().replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def issued(station_id: UUID, *amounts: int, period: date | None = None, by: Actor | None = None) -> Statement:
    """Post claims of these amounts in the month (last month by default) and issue its statement."""
    first = period or month_ago()
    for minor in amounts or (10_000,):
        claim_posting(station_id, minor, on=first + timedelta(days=9))
    with for_office():
        return issue_statement(station_id, first, acting_user=by or office_actor(Role.FINANCE))


def answered(statement: Statement, step: Any, manager: Actor, acting: Any, **values: Any) -> Statement:
    """Let the station's manager take a step."""
    with acting(manager):
        result: Statement = step(statement.pk, acting_user=manager, **values)
        return result
