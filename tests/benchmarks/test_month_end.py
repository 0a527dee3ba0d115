"""Month-end of 2,000 stations with 100 entries each: within a minute, killed half-way and taken up without a double line."""

import signal
import time
from typing import Any

from accounts.roles import Role
from billing.settlement.closing import close_month
from common.scope import for_office
from tests.builders.month_end import close_and_die, fill
from tests.builders.settlement import month_ago
from tests.settlement.test_month_end import counts
from tests.world import office_actor

STATIONS, LINES, SECONDS = 2_000, 100, 60


def test_month_end(committed_db: None, capsys: Any) -> None:
    fill(STATIONS, LINES, month_ago())
    begun = time.perf_counter()
    assert close_and_die(month_ago(), portions=20, portion=50) == signal.SIGKILL
    half = counts()
    with for_office():
        close_month(month_ago(), acting_user=office_actor(Role.FINANCE))
    took = time.perf_counter() - begun
    with capsys.disabled():
        print(f"\nmonth-end: stations={STATIONS} lines={STATIONS * LINES} killed_at={half[0]} seconds={took:.1f}")
    assert half == (1_000, 100_000, 100_000)
    assert counts() == (STATIONS, STATIONS * LINES, STATIONS * LINES)
    assert took <= SECONDS
