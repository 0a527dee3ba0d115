"""A month-end that is killed in the middle is taken up: every entry on one statement, every station closed once."""

import signal

from django.db import transaction

from accounts.roles import Role
from billing.settlement.closing import close_month
from billing.settlement.models import Statement, StatementLine
from common.scope import for_office
from tests.builders.month_end import close_and_die, fill
from tests.builders.settlement import month_ago
from tests.world import office_actor


def counts() -> tuple[int, int, int]:
    """Return issued statements, their lines, and the different entries on them."""
    with for_office(), transaction.atomic():
        lines = StatementLine.objects.order_by()
        return (
            Statement.objects.filter(status="issued").count(),
            lines.count(),
            lines.values("entry").distinct().count(),
        )


def test_killed_after_two_portions_it_is_taken_up(committed_db: None) -> None:
    fill(stations=12, lines=5, period=month_ago())
    assert close_and_die(month_ago(), portions=2, portion=3) == signal.SIGKILL
    assert counts() == (6, 30, 30), "what was committed stands"
    with for_office():
        assert len(close_month(month_ago(), acting_user=office_actor(Role.FINANCE), portion=5)) == 6
    assert counts() == (12, 60, 60)
    with for_office():
        assert close_month(month_ago(), acting_user=office_actor(Role.FINANCE)) == []
