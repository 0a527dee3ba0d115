"""The phones' own address for positions: answered after the commit, one transaction for many phones, nobody else's crew."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from common.clock import now
from network.dispatch.actions import set_duty
from network.dispatch.actions.positions import FromPhone, Receipt
from network.dispatch.beacon import endpoint, gathering, passes
from network.dispatch.beacon.gathering import Gathering
from network.dispatch.intake import Report
from network.dispatch.models import Crew, Position
from network.dispatch.phone import state_of
from tests.builders.dispatch import RIVAL, a_crew


def a_fix(**facts):
    return {"key": str(uuid4()), "at": now().isoformat(), "lat": 31.2, "lon": 121.4, "accuracy_m": 8.0} | facts


class Phone:
    """One request, as uvicorn would bring it."""

    def __init__(self, token, *fixes, method="POST", body=None):
        self.scope = {
            "type": "http",
            "method": method,
            "path": "/positions/",
            "headers": [(b"authorization", f"Bearer {token}".encode())],
        }
        self.body = json.dumps({"fixes": fixes}).encode() if body is None else body
        self.status, self.told = 0, b""

    async def receive(self):
        return {"type": "http.request", "body": self.body}

    async def send(self, message):
        self.status = message.get("status", self.status)
        self.told += message.get("body", b"")

    async def ask(self):
        await endpoint.application(self.scope, self.receive, self.send)
        return self.status, json.loads(self.told)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(endpoint, "_passes", passes.Passes())
    monkeypatch.setattr(endpoint, "_pace", endpoint.Pace())
    monkeypatch.setattr(endpoint, "_gatherings", {})
    monkeypatch.setattr(gathering, "GATHER_S", 0.01)


def ask(*phones):
    """Let the phones ask at the same moment, each answered by a thread with a connection of its own."""

    async def scenario():
        answers = await asyncio.gather(*(phone.ask() for phone in phones))
        for one in endpoint._gatherings.values():
            await asyncio.get_running_loop().run_in_executor(one.thread, lambda: connection.close())
        return answers

    return asyncio.run(scenario())


def sent(crew, *fixes):
    return FromPhone(crew.pk, crew.station_id, [Report.read(one, "key") for one in fixes])


def stored(at_office):
    with at_office(), transaction.atomic():
        return sorted(Position.objects.values_list("crew_id", "client_id"))


def test_many_phones_are_answered_after_one_commit(committed_db, at_office, monkeypatch):
    crews = [a_crew(), a_crew(RIVAL)]
    batches = []
    write = gathering.write
    monkeypatch.setattr(gathering, "write", lambda batch: batches.append(len(batch)) or write(batch))
    fixes = [a_fix(), a_fix()]
    answers = ask(*(Phone(passes.issue(crew), fix) for crew, fix in zip(crews, fixes, strict=True)))
    assert answers == [(200, {"taken": 1, "refused": 0})] * 2
    assert batches == [2]
    expected = sorted((crew.pk, fix["key"]) for crew, fix in zip(crews, fixes, strict=True))
    assert [(crew, str(key)) for crew, key in stored(at_office)] == expected


def test_what_is_sent_again_is_stored_once_and_answered_alike(db, at_office):
    crew = a_crew()
    one = sent(crew, a_fix())
    assert gathering.write([one, one]) == gathering.write([one]) * 2 == [Receipt(1, 0)] * 2
    assert len(stored(at_office)) == 1


def test_off_duty_or_of_the_wrong_time_a_position_is_refused(db, technician, acting, at_office):
    crew = a_crew()
    old, nowhere = a_fix(at=(now() - timedelta(days=4)).isoformat()), a_fix(lat=91.0)
    assert gathering.write([sent(crew, old, nowhere, a_fix())]) == [Receipt(1, 2)]
    with acting(technician):
        set_duty(crew.pk, False, acting_user=technician)
    assert gathering.write([sent(crew, a_fix())]) == [Receipt(0, 1)]
    assert len(stored(at_office)) == 1


def test_a_pass_of_one_station_moves_no_crew_of_another(db, at_office):
    crew, rivals = a_crew(), a_crew(RIVAL)
    assert gathering.write([FromPhone(rivals.pk, crew.station_id, sent(rivals, a_fix()).reports)]) == [Receipt(0, 1)]
    assert stored(at_office) == []


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_forged_pass_is_refused(token):
    assert ask(Phone(token, a_fix())) == [(401, {"code": "pass_not_valid"})]


def test_a_pass_ends_also_where_it_is_known_already(db, monkeypatch):
    kept, token = passes.Passes(), passes.issue(a_crew())
    assert kept.read(token) is not None
    monkeypatch.setattr(passes.time, "time", lambda: 4e9)
    assert kept.read(token) is None and passes.Passes().read(token) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"fixes": []}', b'{"fixes": 7}', b" " * 70_000],
    ids=["empty", "list", "none", "number", "large"],
)
def test_what_can_not_be_read_is_refused(db, body):
    assert ask(Phone(passes.issue(a_crew()), body=body)) == [(400, {"code": "unreadable"})]


def test_other_methods_are_refused():
    assert ask(Phone("", method="GET"))[0][0] == 405


def test_rows_that_can_not_be_read_are_refused_and_stop_no_other(committed_db, at_office):
    odd = [a_fix(at="2026-01-01T00:00:00"), a_fix(lat=None), {"key": "x"}, 7]
    assert ask(Phone(passes.issue(a_crew()), a_fix(), *odd)) == [(200, {"taken": 1, "refused": 4})]
    assert len(stored(at_office)) == 1


def test_a_crew_that_sends_far_too_much_is_slowed_down(db, monkeypatch):
    monkeypatch.setattr(endpoint, "MOST_A_MINUTE", 1)
    assert ask(Phone(passes.issue(a_crew()), a_fix(), a_fix())) == [(429, {"code": "too_many"})]


def test_without_a_database_nothing_is_acknowledged(db, monkeypatch):
    def away(_sent):
        raise OperationalError

    monkeypatch.setattr(gathering, "report_phones", away)
    monkeypatch.setattr(gathering.connection, "close", lambda: None)
    crew = a_crew()
    assert gathering.write([sent(crew, a_fix())]) == [None]
    assert ask(Phone(passes.issue(crew), a_fix())) == [(503, {"code": "not_stored"})]


def test_a_connection_that_was_cut_is_opened_anew(db, monkeypatch):
    """The server ends the connection between two batches, as a restart of PostgreSQL does."""
    said = [OperationalError(), [Receipt(1, 0)]]

    def cut(_sent):
        told = said.pop(0)
        if isinstance(told, Exception):
            raise told
        return told

    closed = []
    monkeypatch.setattr(gathering, "report_phones", cut)
    monkeypatch.setattr(gathering.connection, "close", lambda: closed.append(True))
    assert gathering.write([sent(a_crew(), a_fix())]) == [Receipt(1, 0)]
    assert closed == [True]


def test_one_phone_that_breaks_the_batch_stops_no_other(db, at_office, monkeypatch):
    good, bad = a_crew(), a_crew(RIVAL)
    report_phones = gathering.report_phones

    def breaks(batch):
        if any(one.crew_id == bad.pk for one in batch):
            raise ZeroDivisionError
        return report_phones(batch)

    monkeypatch.setattr(gathering, "report_phones", breaks)
    assert gathering.write([sent(good, a_fix()), sent(bad, a_fix())]) == [Receipt(1, 0), None]
    assert len(stored(at_office)) == 1


def test_too_many_that_wait_are_sent_away(monkeypatch):
    monkeypatch.setattr(gathering, "MOST_WAITING", 0)
    assert asyncio.run(Gathering(list).take(FromPhone(uuid4(), uuid4(), []))) is None


def test_red_control_an_answer_before_the_commit_acknowledges_what_is_lost(monkeypatch):
    """Whoever answers first and writes later says 200 for what never arrives: the order of the endpoint is what the tests above hold."""

    class Hasty(Gathering):
        async def take(self, sent):
            asyncio.get_running_loop().create_task(super().take(sent))
            return Receipt(len(sent.reports), 0)

    kept = []

    def lost(batch):
        kept.extend([] for _ in batch)
        return [None] * len(batch)

    async def scenario(kind):
        return await kind(lost).take(FromPhone(uuid4(), uuid4(), [None]))

    assert asyncio.run(scenario(Hasty)) == Receipt(1, 0)
    assert asyncio.run(scenario(Gathering)) is None


def test_the_phone_is_told_its_address_and_pass(db, technician, rival_technician, acting):
    crew = a_crew()
    a_crew(RIVAL)
    with acting(technician):
        told = state_of(technician)["beacon"]
    assert told["address"].endswith("/positions/")
    assert passes.Passes().read(told["pass"]).crew_id == crew.pk
    with acting(rival_technician):
        assert passes.Passes().read(state_of(rival_technician)["beacon"]["pass"]).crew_id != crew.pk


def test_the_crews_marker_moves(db, at_office):
    crew = a_crew()
    gathering.write([sent(crew, a_fix(lat=31.9))])
    with at_office():
        assert Crew.objects.get(pk=crew.pk).lat == 31.9
