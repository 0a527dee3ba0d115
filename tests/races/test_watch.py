"""Two relays with one claim each of the same vehicle: each looks at the other's too, so both lock both, and must do so in the same order."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from billing.claims import subscribers
from billing.claims.locks import lock_for_watch
from billing.claims.models import Claim
from common.history.models import History
from common.scope import for_office
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_submitted_claim
from tests.world import RIVAL

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def two_claims() -> tuple[UUID, UUID]:
    """Return the keys of two claims that wait for the first review of one vehicle, in their order."""
    with transaction.atomic():
        vehicle = a_vehicle()
        first, again = sorted((a_submitted_claim(vehicle=vehicle).pk, a_submitted_claim(RIVAL, vehicle=vehicle).pk))
    return first, again


def watch(claim_id: UUID, died: list[Exception]) -> None:
    """Do what a relay does with a claim that was handed in."""
    try:
        with for_office(), transaction.atomic():
            subscribers.watch_for_anomalies(History.objects.get(aggregate_id=claim_id, verb="claim.submitted"))
    except Exception as error:
        died.append(error)
    finally:
        connections.close_all()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def holds_while_it_waits(first: UUID, again: UUID) -> bool:
    """Let another relay begin with the second claim while we have the first one: has it locked the second when it waits for ours?"""
    died: list[Exception] = []
    rival = threading.Thread(target=watch, args=(again, died))
    with for_office(), transaction.atomic():
        lock_for_watch(first)
        rival.start()
        while not somebody_waits():
            assert rival.is_alive(), died
        is_free = Claim.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=again).exists()
    rival.join()
    assert died == []
    return not is_free


def test_a_relay_that_waits_for_a_claim_of_the_vehicle_holds_no_other(committed_db: None) -> None:
    assert not holds_while_it_waits(*two_claims())


def test_red_control_its_own_claim_first_is_held_while_it_waits_for_the_other(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = two_claims()

    def own_first(claim_id: UUID) -> tuple[Claim, list[Any]]:
        return lock_for_watch(claim_id), [lock_for_watch(first)]

    monkeypatch.setattr(subscribers, "lock_with_waiting_of_vehicle", own_first)
    assert holds_while_it_waits(first, again)
