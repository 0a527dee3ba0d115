"""Month-end of 2,000 stations with 100 entries each: within a minute, killed half-way and taken up without a double line."""

import signal
from typing import Any

from accounts.roles import Role
from billing.settlement.closing import close_month
from common.scope import for_office
from tests.benchmarks.measure import share
from tests.builders.month_end import close_and_die, fill
from tests.builders.settlement import month_ago
from tests.settlement.test_month_end import counts
from tests.world import office_actor

STATIONS, LINES, SECONDS = 2_000, 100, 60


def test_month_end(committed_db: None, capsys: Any) -> None:
    fill(STATIONS, LINES, month_ago())
    with share() as spent:
        assert close_and_die(month_ago(), portions=20, portion=50) == signal.SIGKILL
        half = counts()
        with for_office():
            close_month(month_ago(), acting_user=office_actor(Role.FINANCE))
    with capsys.disabled():
        print(
            f"\nmonth-end of {STATIONS:,} stations and {STATIONS * LINES:,} lines, killed after {half[0]:,} stations and taken up: {spent}"
        )
    assert half == (1_000, 100_000, 100_000)
    assert counts() == (STATIONS, STATIONS * LINES, STATIONS * LINES)
    assert spent.alone_s <= SECONDS
