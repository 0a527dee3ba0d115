"""The line between the application and PostgreSQL breaks in the middle of an accept: before each statement, and when only the commit's
answer is lost. Either way there is one truth, and the phone that tries again is told it."""

import os
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import WrongState
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import accept_offer
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.verify import broken
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, a_crew, an_offer
from tests.crash.sweep import Failure, sweep
from tests.crash.test_sweep import tell
from tests.world import station_actor


def cut() -> None:
    """Break the line: nothing comes through any more, in either direction; the server sees the other end gone."""
    for alias in connections:
        line = connections[alias].connection
        if line is not None:
            socket.socket(fileno=os.dup(line.pgconn.socket)).shutdown(socket.SHUT_RDWR)


def over_the_line(action: Callable[[], Any]) -> Callable[[], None]:
    """Return the action as the sweep wants it: a broken line is a failure that was to be expected."""

    def act() -> None:
        try:
            action()
        except DatabaseError as error:
            raise Failure from error

    return act


def offered() -> tuple[Offer, Actor]:
    with transaction.atomic():
        a_crew()
        return an_offer(), station_actor(Role.TECHNICIAN, HOME)


def accept(offer: Offer, rider: Actor) -> Rescue:
    with inside(rider.station):
        return accept_offer(offer.pk, acting_user=rider)


def truth() -> tuple[list[str], int, int, list[str]]:
    """Return the offers' states, the crew's load, how often the acceptance is told, and what is broken."""
    with for_office(), transaction.atomic():
        states = [str(status) for status in Offer.objects.values_list("status", flat=True)]
        told = History.objects.filter(verb="rescue.accepted").count()
        return states, Crew.objects.get().load, told, list(broken())


def test_a_cut_before_any_statement_leaves_the_offer_as_it_was(
    committed_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    offer, rider = offered()
    swept = sweep(over_the_line(lambda: accept(offer, rider)), strike=cut)
    tell(capsys, "accepting an offer over a line that breaks", swept)
    assert swept.points > 5
    assert swept.partial == 0
    assert truth() == (["accepted"], 1, 1, [])


def test_red_control_without_a_transaction_a_cut_leaves_half(committed_db: None) -> None:
    stations = list(Station.objects.order_by("code"))

    def rename_both() -> None:
        for station in stations:
            Station.objects.filter(pk=station.pk).update(name="renamed")

    assert sweep(over_the_line(rename_both), strike=cut).partial > 0


def lose_the_answer(monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """Break the line at the next commit: after the server has it, or before it comes there. Later ones come through."""
    line: Any = connections["default"]
    real = line._commit

    def lost() -> None:
        monkeypatch.setattr(line, "_commit", real)
        if committed:
            real()
        cut()
        raise OperationalError("the line is gone")

    monkeypatch.setattr(line, "_commit", lost)


@pytest.mark.parametrize("committed", [True, False])
def test_when_the_commits_answer_is_lost_the_second_try_tells_the_one_truth(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    """The phone can't know which of both it was. It sends the same again and is told that it has the rescue; nothing is counted twice."""
    offer, rider = offered()
    lose_the_answer(monkeypatch, committed=committed)
    with pytest.raises(DatabaseError):
        accept(offer, rider)
    connections["default"].close()
    assert truth()[0] == (["accepted"] if committed else ["open"])
    rescue = accept(offer, rider)
    assert rescue.crew_id == offer.crew_id
    assert truth() == (["accepted"], 1, 1, [])


def test_red_control_a_try_that_nobody_recognises_is_told_that_it_lost(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes the second try harmless is that the offer knows who took it: a colleague's try after the same cut is refused."""
    offer, rider = offered()
    colleague = station_actor(Role.STATION_MANAGER, HOME)
    lose_the_answer(monkeypatch, committed=True)
    with pytest.raises(DatabaseError):
        accept(offer, rider)
    connections["default"].close()
    with pytest.raises(WrongState):
        accept(offer, colleague)
    assert truth() == (["accepted"], 1, 1, [])
