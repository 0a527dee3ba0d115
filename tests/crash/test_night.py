"""Calls in a burst while relays, pollers and PostgreSQL itself are killed: lost 0, doubled 0, each open case under exactly one time limit.

The short run cuts all connections where the long one kills the server, which other tests share. `BURST_SEED=7` plays another night.
"""

import os
import random

import pytest
from django.db import OperationalError, connection, transaction

from common.deadlines.models import Deadline
from common.scope import for_office
from network.dispatch.choices import Limit
from network.dispatch.models import Rescue
from tests.builders.dispatch import HOME, RIVAL, a_crew, rules
from tests.builders.hotline import a_case
from tests.crash.night import (
    Night,
    a_server_of_its_own,
    at_one_moment,
    cut_all_connections,
    insist,
    kill_server,
    latest_s,
    settled,
)
from tests.crash.test_burst import SEED, close_all, doubled, wrong

LATEST_S = 10.0
CROWDED = 2  # times the cores want to run: what comes late waited for its turn, which says nothing about kills


def wrong_now() -> list[str]:
    """Return what is wrong at this moment."""
    with at_one_moment():
        return wrong()


def play(night: Night, calls: int, strikes: int) -> None:
    """Let the calls come in with so many strikes among them; whatever is open afterwards is under one limit, and nothing is missing."""
    with for_office(), transaction.atomic():
        rules(answer_s=20)
    with transaction.atomic():
        a_crew(HOME)
        a_crew(RIVAL)
    night.begin()
    try:
        for strike in range(strikes):
            while len(night.taken) < calls * (strike + 1) // strikes:
                night.call()
            night.strike()
            assert insist(wrong_now) == [], f"after strike {strike + 1}, seed {SEED}"
        assert settled(900), "something was never done"
    finally:
        night.end()
    assert insist(night.lost) == []
    assert wrong() == [] and doubled() == 0
    with for_office(), transaction.atomic():
        rescues = list(Rescue.objects.values_list("pk", flat=True))
        limits = Deadline.objects.filter(kind__in=Limit.values, done_at__isnull=True).count()
    assert len(rescues) == limits >= calls
    began_s, kept_s = latest_s()
    print(
        f"calls={calls} unsure={night.unsure} strikes={night.struck} lost=0 doubled=0 "
        f"latest: rescue {began_s:.1f} s after its call, limit {kept_s:.1f} s after its time (load {os.getloadavg()[0]:.0f})"
    )
    close_all(rescues)


def test_calls_while_everybody_is_killed_and_all_connections_are_cut(committed_db: None) -> None:
    play(Night(cut_all_connections, random.Random(SEED)), calls=16, strikes=8)


@pytest.mark.long
def test_a_thousand_calls_and_fifty_kills_of_relays_pollers_and_postgresql(committed_db: None) -> None:
    calls, strikes = int(os.environ.get("NIGHT_CALLS", "1000")), int(os.environ.get("NIGHT_KILLS", "50"))
    with a_server_of_its_own() as server:
        night = Night(lambda: kill_server(server), random.Random(SEED))
        play(night, calls, strikes)
        assert night.struck["database"] >= strikes // 3
        assert max(latest_s()) <= LATEST_S or os.getloadavg()[0] > CROWDED * (os.cpu_count() or 1)


def test_who_begins_on_a_line_that_was_cut_gets_the_error_that_everybody_catches(committed_db: None) -> None:
    """The scope is announced before anything else; relay and poller wait for Django's errors alone."""
    connection.ensure_connection()  # else there is no line to cut, and a fresh one is opened
    cut_all_connections()
    with pytest.raises(OperationalError), for_office(), transaction.atomic():
        pass
    connection.close()


def test_red_control_who_acknowledges_before_the_commit_loses_the_call(committed_db: None) -> None:
    night = Night(cut_all_connections, random.Random(SEED))
    with pytest.raises(OperationalError), transaction.atomic():
        night.taken.append(a_case().number)
        night.strike_database()
    connection.close()
    assert len(night.lost()) == 1


def test_red_control_a_limit_that_nobody_keeps_is_seen(committed_db: None) -> None:
    """With nobody at the deadlines it never becomes quiet."""
    with transaction.atomic():
        a_case()
    assert not settled(0)
